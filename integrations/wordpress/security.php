<?php
/**
 * Checks once a day whether this version has a known vulnerability, and tells users who can update it. Also tells them
 * when security updates have ended.
 *
 * @package SKR_Widgets
 */

namespace SKR_Widgets;

defined( 'ABSPATH' ) || exit;

const SECURITY = 'skr_widgets_security';

add_action( DAILY_CHECK, __NAMESPACE__ . '\check_security' );
add_action( 'admin_notices', __NAMESPACE__ . '\render_security_notices' );

/** Reads and stores the publisher's advisories and support periods. If one can't be read, keeps what is stored. */
function check_security(): void {
	$known = get_option( SECURITY, array() );
	$known = is_array( $known ) ? $known : array();
	foreach ( array( 'advisories', 'support' ) as $name ) {
		$response = wp_safe_remote_get( get_publication_url() . "$name.json" );
		$content  = json_decode( wp_remote_retrieve_body( $response ), true );
		$is_valid = 'support' === $name ? is_support( $content ) : is_list_of_advisories( $content );
		if ( 200 === wp_remote_retrieve_response_code( $response ) && $is_valid ) {
			$known[ $name ] = $content;
		}
	}
	update_option( SECURITY, $known, false );
}

/**
 * Whether a response has the expected structure. A page of the host with status 200 must not break the admin pages.
 *
 * @param mixed $content Parsed JSON.
 */
function is_list_of_advisories( $content ): bool {
	if ( ! is_array( $content ) || array_keys( $content ) !== array_keys( array_keys( $content ) ) ) {
		return false;
	}
	foreach ( $content as $advisory ) {
		$swedish = $advisory['database_specific']['sv'] ?? null;
		foreach ( array( $advisory['id'] ?? null, $advisory['summary'] ?? null, $advisory['details'] ?? null, $swedish['summary'] ?? null, $swedish['details'] ?? null ) as $text ) {
			if ( ! is_string( $text ) ) {
				return false;
			}
		}
		if ( ! is_array( $advisory['affected'] ?? null ) ) {
			return false;
		}
	}
	return true;
}

/**
 * Whether a response has the expected structure.
 *
 * @param mixed $content Parsed JSON.
 */
function is_support( $content ): bool {
	if ( ! is_array( $content['securityUpdatesUntil'] ?? null ) ) {
		return false;
	}
	foreach ( $content['securityUpdatesUntil'] as $until ) {
		if ( null !== $until && ( ! is_string( $until ) || ! preg_match( '/^\d{4}-\d\d-\d\d$/D', $until ) ) ) {
			return false;
		}
	}
	return true;
}

/** Shows the notices to users who can update the plugin. */
function render_security_notices(): void {
	if ( ! current_user_can( 'update_plugins' ) ) {
		return;
	}
	$version = get_manifest()['version'];
	$known   = get_option( SECURITY, array() );
	foreach ( $known['advisories'] ?? array() as $advisory ) {
		$fixed = get_fixed_version( $advisory, $version );
		if ( null === $fixed ) {
			continue;
		}
		$texts = 'sv' === get_language() ? ( $advisory['database_specific']['sv'] ?? $advisory ) : $advisory;
		$what  = '' === $fixed
			/* translators: %s: a version number. */
			? sprintf( __( 'SKR Widgets %s has a known vulnerability, and there is no version yet without it.', 'skr-widgets' ), $version )
			/* translators: %1$s, %2$s: version numbers. */
			: sprintf( __( 'SKR Widgets %1$s has a known vulnerability. Update the plugin to %2$s or later.', 'skr-widgets' ), $version, $fixed );
		render_error( $what, "{$advisory['id']}: {$texts['summary']} {$texts['details']}" );
	}

	$major = strtok( $version, '.' );
		// The publisher's current promise, or the one at the time this version was made.
	$until = $known['support']['securityUpdatesUntil'][ $major ] ?? get_manifest()['securityUpdatesUntil'];
	if ( is_string( $until ) && $until < gmdate( 'Y-m-d' ) ) {
		/* translators: %s: a version number. */
		$what = sprintf( __( 'There are no more security updates for SKR Widgets %s. Update the plugin to a later version.', 'skr-widgets' ), $major );
		/* translators: %s: a date. */
		render_error( $what, sprintf( __( 'They ended on %s.', 'skr-widgets' ), wp_date( get_option( 'date_format' ), strtotime( $until ) ) ) );
	}
}

/**
 * Returns the version that fixes a vulnerability of this plugin; an empty string if there is none yet, and null if the
 * given version isn't affected.
 *
 * @param array  $advisory In the OSV format.
 * @param string $version  The version to check.
 */
function get_fixed_version( array $advisory, string $version ): ?string {
	foreach ( $advisory['affected'] ?? array() as $affected ) {
		if ( 'skr-widgets' !== ( $affected['package']['name'] ?? '' ) ) {
			continue;
		}
		foreach ( $affected['ranges'] ?? array() as $range ) {
			$is_affected = false;
			$next_fix    = '';
						// In order, because a vulnerability may have been reintroduced after a fix.
			foreach ( $range['events'] ?? array() as $event ) {
				if ( isset( $event['introduced'] ) && version_compare( $version, $event['introduced'], '>=' ) ) {
					$is_affected = true;
					$next_fix    = '';
				}
				if ( isset( $event['fixed'] ) && version_compare( $version, $event['fixed'], '>=' ) ) {
					$is_affected = false;
				} elseif ( isset( $event['fixed'] ) && '' === $next_fix ) {
					$next_fix = $event['fixed'];
				}
			}
			if ( $is_affected ) {
				return $next_fix;
			}
		}
	}
	return null;
}

/** Renders an error notice with two paragraphs. */
function render_error( string $what, string $details ): void {
	printf(
		'<div class="notice notice-error skr-widgets-security"><p>%s</p><p>%s</p></div>',
		esc_html( $what ),
		esc_html( $details )
	);
}
