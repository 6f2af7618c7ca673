<?php
/**
 * Deletes what the plugin has stored, on every site of a network.
 *
 * @package SKR_Widgets
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

$skr_widgets_sites = is_multisite() ? get_sites(
	array(
		'fields' => 'ids',
		'number' => 0,
	)
) : array( 0 );

foreach ( $skr_widgets_sites as $skr_widgets_site ) {
	if ( $skr_widgets_site ) {
		switch_to_blog( $skr_widgets_site );
	}
	delete_option( 'skr_widgets' );
	delete_option( 'skr_widgets_newest_change' );
	delete_option( 'skr_widgets_security' );
	wp_clear_scheduled_hook( 'skr_widgets_check' );
	if ( $skr_widgets_site ) {
		restore_current_blog();
	}
}
