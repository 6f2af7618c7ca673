<?php
/**
 * What holds for a WordPress in a test: it asks nobody but this machine, where it may ask anything.
 */

add_filter( 'http_request_host_is_external', '__return_true' );
add_filter( 'http_allowed_safe_ports', static fn( $ports, $host, $url ) => array( ...$ports, (int) wp_parse_url( $url, PHP_URL_PORT ) ), 10, 3 );

// A test may say that there is no publisher.
add_filter( 'skr_widgets_publisher_url', static fn( $url ) => get_option( 'test_publisher_url', $url ) );
// It changes more often than by the second.
add_filter( 'wp_feed_cache_transient_lifetime', static fn() => -1 );

// Each of these asks for pictures or news elsewhere.
add_filter( 'pre_option_show_avatars', static fn() => '0' );
