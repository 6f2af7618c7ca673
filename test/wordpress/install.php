<?php
/** Installs WordPress without its form, for `php install.php FOLDER`. */

define( 'WP_INSTALLING', true );
$_SERVER['HTTP_HOST'] = '127.0.0.1';
require "$argv[1]/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

wp_install( 'Exempelkommunen', 'admin', 'admin@example.se', true, '', 'password', 'sv_SE' );
wp_insert_user(
	array(
		'user_login' => 'author',
		'user_pass'  => 'password',
		'user_email' => 'author@example.se',
		'role'       => 'author',
	)
);

// Else a welcome covers the editor.
foreach ( get_users() as $user ) {
	update_user_meta( $user->ID, 'wp_persisted_preferences', array( 'core/edit-post' => array( 'welcomeGuide' => false ), 'core' => array( 'enableChoosePatternModal' => false ), '_modified' => gmdate( 'c' ) ) );
}
