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

/** Reads the published feed and keeps the newest that it tells. Where it cannot be read, nothing is known. */
function check_for_changes(): void {
	require_once ABSPATH . WPINC . '/feed.php';
	/**
	 * Filters the folder that the feed is published in.
	 *
	 * @param string $url A URL with a slash at its end.
	 */
	$address = apply_filters( 'skr_widgets_url', get_manifest()['address'] );
	$feed    = fetch_feed( $address . 'content/changes.' . get_language() . '.atom' );
	$newest  = is_wp_error( $feed ) ? null : $feed->get_item( 0 );
	if ( ! $newest ) {
		return;
	}
	$kind = $newest->get_category();
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
