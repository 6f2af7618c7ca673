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
const LISTS    = array( 'advisories', 'support' );

add_action( DAILY_CHECK, __NAMESPACE__ . '\check_security' );
add_action( 'admin_notices', __NAMESPACE__ . '\render_security_notices' );
add_action( 'admin_init', __NAMESPACE__ . '\add_security_section' );

/** What is known: the lists that were last trusted, when the publisher was last asked, and what was wrong then. */
function get_security(): array {
	$stored = get_option( SECURITY, array() );
	return array_merge(
		array(
			'lists'    => array(),
			'problems' => array(),
			'checked'  => 0,
		),
		is_array( $stored ) ? $stored : array()
	);
}

/** Reads what the publisher tells, and keeps it. Where it cannot be read or trusted, what was known stays. */
function check_security(): void {
	$url = get_publisher_url();
	if ( '' === $url ) {
		delete_option( SECURITY );
		return;
	}
	$security             = get_security();
	$security['checked']  = time();
	$security['problems'] = array();
	foreach ( LISTS as $name ) {
		$list = read_list( "$url$name.json", $name );
		if ( is_string( $list ) ) {
			$security['problems'][ $name ] = $list;
		} elseif ( $list['date'] >= ( $security['lists'][ $name ]['date'] ?? '' ) ) {
			// One that is older than what is known, though signed, would hide what was told since.
			$security['lists'][ $name ] = $list;
		}
	}
	update_option( SECURITY, $security, false );
}

/**
 * Reads a list of the publisher's.
 *
 * @param string $url  Where it is.
 * @param string $name Which it is.
 * @return array|string The list; 'unavailable' or 'signature' where there is none to trust.
 */
function read_list( string $url, string $name ) {
	$response = wp_safe_remote_get( $url );
	$body     = wp_remote_retrieve_body( $response );
	$list     = json_decode( $body, true );
	$is_valid = 'support' === $name ? is_support( $list ) : is_list_of_advisories( $list['advisories'] ?? null );
	if ( 200 !== wp_remote_retrieve_response_code( $response ) || ! $is_valid || ! is_dated( $list ) ) {
		return 'unavailable';
	}
	if ( is_signing() ) {
		$signature = wp_safe_remote_get( "$url.sig" );
		if ( is_wp_error( $signature ) ) {
			return 'unavailable';
		}
		if ( ! is_signed( $body, wp_remote_retrieve_body( $signature ) ) ) {
			return 'signature';
		}
	}
	return $list;
}

/** Whether the publisher signs anything. */
function is_signing(): bool {
	return array() !== get_publisher()['publicKeys'];
}

/** Whether a text has been signed by the publisher. */
function is_signed( string $text, string $signature ): bool {
	foreach ( get_publisher()['publicKeys'] as $key ) {
		if ( SODIUM_CRYPTO_SIGN_BYTES === strlen( $signature ) && sodium_crypto_sign_verify_detached( $signature, $text, base64_decode( $key ) ) ) {
			return true;
		}
	}
	return false;
}

/**
 * Whether a list says of when it is, and until when it holds.
 *
 * @param array $list Parsed JSON.
 */
function is_dated( array $list ): bool {
	foreach ( array( 'date', 'expires' ) as $name ) {
		if ( ! is_string( $list[ $name ] ?? null ) || ! preg_match( '/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/D', $list[ $name ] ) ) {
			return false;
		}
	}
	return true;
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
	$lists   = get_security()['lists'];
	foreach ( $lists['advisories']['advisories'] ?? array() as $advisory ) {
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
	$until = $lists['support']['securityUpdatesUntil'][ $major ] ?? get_manifest()['securityUpdatesUntil'];
	if ( is_string( $until ) && $until < gmdate( 'Y-m-d' ) ) {
		/* translators: %s: a version number. */
		$what = sprintf( __( 'There are no more security updates for SKR Widgets %s. Update the plugin to a later version.', 'skr-widgets' ), $major );
		/* translators: %s: a date. */
		render_error( $what, sprintf( __( 'They ended on %s.', 'skr-widgets' ), $until ) );
	}

	$problem = describe_list_problem();
	if ( '' !== $problem ) {
		/* translators: %s: a version number. */
		render_error( sprintf( __( 'SKR Widgets %s may have vulnerabilities that you have not been told of.', 'skr-widgets' ), $version ), $problem );
	}
}

/** What keeps the publisher's lists from being known; an empty string when nothing does. */
function describe_list_problem(): string {
	$security = get_security();
	$url      = get_publisher_url();
	if ( '' === $url || 0 === $security['checked'] ) {
		return '';
	}
	if ( in_array( 'signature', $security['problems'], true ) ) {
		/* translators: %s: a URL. */
		return sprintf( __( 'The lists at %s have not been signed by the publisher, and are not used. Tell the publisher.', 'skr-widgets' ), $url );
	}
	foreach ( LISTS as $name ) {
		if ( ! isset( $security['lists'][ $name ] ) ) {
			/* translators: %s: a URL. */
			return sprintf( __( 'The list %s cannot be read. Your server must be let through to it.', 'skr-widgets' ), "$url$name.json" );
		}
		$expires = $security['lists'][ $name ]['expires'];
		if ( $expires < gmdate( 'Y-m-d\TH:i:s\Z' ) ) {
			/* translators: %1$s: a URL, %2$s: a date. */
			return sprintf( __( 'The newest list from %1$s held until %2$s. Ask the publisher.', 'skr-widgets' ), $url, substr( $expires, 0, 10 ) );
		}
	}
	return '';
}

/** Says in the settings how it is watched over. */
function add_security_section(): void {
	add_settings_section( 'security', __( 'Security', 'skr-widgets' ), __NAMESPACE__ . '\render_security', 'skr-widgets' );
}

/** Who tells of vulnerabilities, and how up to date that is. */
function render_security(): void {
	printf( '<p id="skr-widgets-security">%s</p>', esc_html( describe_security() ) );
}

/** The same, as a text. */
function describe_security(): string {
	$url = get_publisher_url();
	if ( '' === $url ) {
		return __( 'Nobody publishes advisories for SKR Widgets yet. That you are told of no vulnerability does not mean that there is none.', 'skr-widgets' );
	}
	$problem = describe_list_problem();
	if ( '' !== $problem ) {
		return $problem;
	}
	$date = get_security()['lists']['advisories']['date'] ?? '';
	if ( '' === $date ) {
		/* translators: %s: a URL. */
		return sprintf( __( 'Your server asks %s once a day about vulnerabilities. It has not done so yet.', 'skr-widgets' ), $url );
	}
	$state = is_signing()
		/* translators: %1$s: a URL, %2$s: a date. */
		? __( 'Your server asks %1$s once a day about vulnerabilities. The newest list is of %2$s, and signed by the publisher.', 'skr-widgets' )
		/* translators: %1$s: a URL, %2$s: a date. */
		: __( 'Your server asks %1$s once a day about vulnerabilities. The newest list is of %2$s, and not signed.', 'skr-widgets' );
	return sprintf( $state, $url, substr( $date, 0, 10 ) );
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
