<?php
/**
 * Looks once a day whether SKR's text has changed since this version was made, and says so.
 *
 * @package SKR_Widgets
 */

namespace SKR_Widgets;

defined( 'ABSPATH' ) || exit;

const NEWEST_CHANGE = 'skr_widgets_newest_change';
const DAILY_CHECK    = 'skr_widgets_check';

add_action( DAILY_CHECK, __NAMESPACE__ . '\check_for_changes' );
add_action( 'admin_notices', __NAMESPACE__ . '\render_notice' );

/** When the plugin is activated. */
function schedule_check(): void {
	if ( ! wp_next_scheduled( DAILY_CHECK ) ) {
		wp_schedule_event( time(), 'daily', DAILY_CHECK );
	}
}

/** When it is deactivated. */
function unschedule_check(): void {
	wp_clear_scheduled_hook( DAILY_CHECK );
}

/**
 * Where the publisher publishes: a URL with a slash at its end. Empty when nobody does. It is not where this
 * plugin comes from: whoever hosts a copy knows nothing of what has happened since.
 */
function get_publisher_url(): string {
	/**
	 * Filters where the publisher is asked.
	 *
	 * @param string $url A URL with a slash at its end, or an empty string to ask nobody.
	 */
	return apply_filters( 'skr_widgets_publisher_url', get_publisher()['publisherUrl'] );
}

/** What the build has written down of the publisher. */
function get_publisher(): array {
	static $publisher;
	$publisher = $publisher ?? wp_json_file_decode( __DIR__ . '/publisher.json', array( 'associative' => true ) );
	return $publisher;
}

/** Reads the published feed and keeps the newest that it tells. Where it cannot be read, nothing is known. */
function check_for_changes(): void {
	$url = get_publisher_url();
	if ( '' === $url ) {
		return;
	}
	require_once ABSPATH . WPINC . '/feed.php';
	$major  = strtok( get_manifest()['version'], '.' );
	$feed   = fetch_feed( "{$url}v$major/content/changes." . get_language() . '.atom' );
	$newest = null;
	foreach ( is_wp_error( $feed ) ? array() : $feed->get_items() as $item ) {
		$kind = $item->get_category();
		// What is not about the text is told by security.php.
		if ( ! $kind || 'advisory' !== $kind->get_term() ) {
			$newest = $item;
			break;
		}
	}
	if ( ! $newest ) {
		return;
	}
	update_option(
		NEWEST_CHANGE,
		array(
			'date'  => (int) $newest->get_date( 'U' ),
			'title' => wp_strip_all_tags( (string) $newest->get_title() ),
			'kind'  => $kind ? (string) $kind->get_term() : '',
		),
		false
	);
}

/** Tells those who can update the plugin. */
function render_notice(): void {
	$newest = get_option( NEWEST_CHANGE );
	if ( ! is_array( $newest ) || ! current_user_can( 'update_plugins' ) || $newest['date'] <= strtotime( get_manifest()['changed'] ) ) {
		return;
	}
	$what = 'withdrawn' === $newest['kind']
		? __( 'SKR has withdrawn the text that SKR Widgets shows. Take the blocks away, or update the plugin.', 'skr-widgets' )
		: __( 'SKR has changed its text since this version of SKR Widgets was made. Update the plugin.', 'skr-widgets' );
	printf(
		'<div class="notice notice-warning" id="skr-widgets-changed"><p>%s</p><p>%s (%s)</p></div>',
		esc_html( $what ),
		esc_html( $newest['title'] ),
		esc_html( wp_date( get_option( 'date_format' ), $newest['date'] ) )
	);
}
