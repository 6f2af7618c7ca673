<?php
/**
 * Settings for the whole site: where forms post to, where the script is loaded from, and how the elements look.
 *
 * @package SKR_Widgets
 */

namespace SKR_Widgets;

defined( 'ABSPATH' ) || exit;

const OPTION = 'skr_widgets';

add_action( 'admin_menu', __NAMESPACE__ . '\add_page' );
add_action( 'admin_init', __NAMESPACE__ . '\add_fields' );

/** Returns the value of a setting, or an empty string. */
function get_setting( string $name ): string {
	$all = get_option( OPTION, array() );
	return is_array( $all ) && is_string( $all[ $name ] ?? null ) ? $all[ $name ] : '';
}

/** Returns the URL of the script on a CDN. */
function get_cdn_url(): string {
	$url = get_setting( 'cdn' );
	return '' !== $url ? $url : get_manifest()['script'];
}

/** Returns a style rule with the colour chosen from the theme's palette. */
function get_accent_style(): string {
	$colour = get_setting( 'colour' );
	if ( '' === $colour ) {
		return '';
	}
		// WordPress knows the name of the custom property for each colour.
	$style = wp_style_engine_get_styles( array( 'color' => array( 'text' => "var:preset|color|$colour" ) ) );
	$tags  = implode( ', ', array_keys( get_manifest()['elements'] ) );
	return "$tags { --skr-accent: {$style['declarations']['color']}; }";
}

/** Adds the settings page under Settings. */
function add_page(): void {
	add_options_page(
		__( 'SKR Widgets', 'skr-widgets' ),
		__( 'SKR Widgets', 'skr-widgets' ),
		'manage_options',
		'skr-widgets',
		__NAMESPACE__ . '\render_page'
	);
}

/** Registers the setting and adds its fields. */
function add_fields(): void {
	register_setting(
		'skr-widgets',
		OPTION,
		array(
			'type'              => 'array',
			'sanitize_callback' => __NAMESPACE__ . '\sanitize_settings',
		)
	);

	add_settings_section( 'all', '', '__return_null', 'skr-widgets' );
	$fields = array(
		'endpoint' => __( 'Address of the contact form', 'skr-widgets' ),
		'channel'  => __( 'Script', 'skr-widgets' ),
		'cdn'      => __( 'Address at the CDN', 'skr-widgets' ),
		'colour'   => __( 'Colour of buttons', 'skr-widgets' ),
		'isolated' => __( 'Keep the page’s styles out', 'skr-widgets' ),
	);
	foreach ( $fields as $name => $label ) {
		add_settings_field(
			$name,
			$label,
			__NAMESPACE__ . "\\render_$name",
			'skr-widgets',
			'all',
			array( 'label_for' => "skr-widgets-$name" )
		);
	}
	$classes = array(
		'heading_class' => array(
			__( 'Classes for headings', 'skr-widgets' ),
			__( "The page's classes for headings, if it styles them by class. {level} is replaced with the level of each heading.", 'skr-widgets' ),
		),
		'text_class'    => array(
			__( 'Classes for paragraphs', 'skr-widgets' ),
			__( "The page's classes for paragraphs, if it styles them by class.", 'skr-widgets' ),
		),
		'link_class'    => array(
			__( 'Classes for links', 'skr-widgets' ),
			__( "The page's classes for links, if it styles them by class.", 'skr-widgets' ),
		),
	);
	foreach ( $classes as $name => list( $label, $help ) ) {
		add_settings_field(
			$name,
			$label,
			__NAMESPACE__ . '\render_classes',
			'skr-widgets',
			'all',
			array(
				'label_for' => "skr-widgets-$name",
				'name'      => $name,
				'help'      => $help,
			)
		);
	}
}

/**
 * Sanitizes the submitted settings.
 *
 * @param mixed $input The submitted fields.
 */
function sanitize_settings( $input ): array {
	$input  = is_array( $input ) ? $input : array();
	$stored = array();
	foreach ( array( 'endpoint', 'cdn' ) as $name ) {
		$url             = trim( (string) ( $input[ $name ] ?? '' ) );
		$stored[ $name ] = is_web_url( $url ) ? sanitize_url( $url ) : '';
		if ( $url !== $stored[ $name ] ) {
			$stored[ $name ] = get_setting( $name );
			add_settings_error(
				OPTION,
				$name,
				/* translators: %s: what was written instead. */
				esc_html( sprintf( __( 'Write an address that begins with https://, instead of: %s', 'skr-widgets' ), $url ) )
			);
		}
	}
	$stored['channel'] = 'cdn' === ( $input['channel'] ?? '' ) ? 'cdn' : '';
	$stored['colour']  = sanitize_key( $input['colour'] ?? '' );
	$stored['isolated'] = empty( $input['isolated'] ) ? '' : '1';
	foreach ( array( 'heading_class', 'text_class', 'link_class' ) as $name ) {
		$stored[ $name ] = sanitize_text_field( $input[ $name ] ?? '' );
	}
	return $stored;
}

/** Whether a page may load from a URL: https, or http on this machine. */
function is_web_url( string $text ): bool {
	$parts = wp_parse_url( $text );
	$host  = $parts['host'] ?? '';
	$safe  = 'https' === ( $parts['scheme'] ?? '' ) || in_array( $host, array( 'localhost', '127.0.0.1' ), true );
	return $safe && '' !== $host;
}

/** Renders the settings page. */
function render_page(): void {
	?>
	<div class="wrap">
		<h1><?php echo esc_html( get_admin_page_title() ); ?></h1>
		<form action="options.php" method="post">
			<?php
			settings_fields( 'skr-widgets' );
			do_settings_sections( 'skr-widgets' );
			submit_button();
			?>
		</form>
	</div>
	<?php
}

/** Renders the field for the endpoint of forms. */
function render_endpoint(): void {
	render_url_field( 'endpoint', 'https://receiver.example.se/v1/forms/international' );
	render_help( 'endpoint', __( 'The form at your receiver. Forms post there, or to other forms of the same receiver, and nowhere else. Without an address there is a link instead of the form.', 'skr-widgets' ) );
}

/** Renders the choice of where to load the script from. */
function render_channel(): void {
	$channels = array(
		''    => __( 'From this site', 'skr-widgets' ),
		'cdn' => __( 'From a CDN', 'skr-widgets' ),
	);
	render_choices( 'channel', $channels );
	render_help( 'channel', __( 'From this site, visitors ask nobody else for anything. From a CDN, the browser checks that it gets the same file.', 'skr-widgets' ) );
}

/** Renders the field for the URL of the script on a CDN. */
function render_cdn(): void {
	render_url_field( 'cdn', get_manifest()['script'] );
	/* translators: %s: a version number. */
	render_help( 'cdn', sprintf( __( 'Only for the CDN. The file must be that of version %s, or the browser does not run it and visitors see the text alone.', 'skr-widgets' ), get_manifest()['version'] ) );
}

/** Renders the choice of one of the theme's colours. */
function render_colour(): void {
	$colours = array( '' => __( 'The colour that the elements come with', 'skr-widgets' ) );
	$palette = wp_get_global_settings( array( 'color', 'palette' ) );
		// If the theme has no palette, use WordPress's default.
	$own = array_merge( $palette['theme'] ?? array(), $palette['custom'] ?? array() );
	foreach ( $own ? $own : ( $palette['default'] ?? array() ) as $colour ) {
		$colours[ $colour['slug'] ] = $colour['name'];
	}
	render_choices( 'colour', $colours );
	render_help( 'colour', __( 'From the colours of your theme. The text on the button is black or white, whichever shows better.', 'skr-widgets' ) );
}

/** Renders the checkbox for keeping the theme's style sheets out. */
function render_isolated(): void {
	printf(
		'<input type="checkbox" id="skr-widgets-isolated" name="%s" value="1"%s aria-describedby="skr-widgets-isolated-help">',
		esc_attr( OPTION . '[isolated]' ),
		checked( get_setting( 'isolated' ), '1', false )
	);
	render_help( 'isolated', __( 'For themes whose style sheets harm the content: it is drawn where they do not reach it. Otherwise it looks as the rest of the page.', 'skr-widgets' ) );
}

/**
 * Renders a field for classes.
 *
 * @param array $field The name of the setting and its help text.
 */
function render_classes( array $field ): void {
	printf(
		'<input type="text" class="regular-text code" id="%1$s" name="%2$s" value="%3$s" aria-describedby="%1$s-help">',
		esc_attr( $field['label_for'] ),
		esc_attr( OPTION . "[{$field['name']}]" ),
		esc_attr( get_setting( $field['name'] ) )
	);
	render_help( $field['name'], $field['help'] );
}

/**
 * Renders a field for a URL.
 *
 * @param string $name    The name of the setting.
 * @param string $example The placeholder.
 */
function render_url_field( string $name, string $example ): void {
	printf(
		'<input type="url" class="regular-text code" id="%1$s" name="%2$s" value="%3$s" placeholder="%4$s" aria-describedby="%1$s-help">',
		esc_attr( "skr-widgets-$name" ),
		esc_attr( OPTION . "[$name]" ),
		esc_attr( get_setting( $name ) ),
		esc_attr( $example )
	);
}

/**
 * Renders a list of choices.
 *
 * @param string $name    The name of the setting.
 * @param array  $choices Labels by value.
 */
function render_choices( string $name, array $choices ): void {
	printf( '<select id="%1$s" name="%2$s" aria-describedby="%1$s-help">', esc_attr( "skr-widgets-$name" ), esc_attr( OPTION . "[$name]" ) );
	foreach ( $choices as $value => $words ) {
		printf( '<option value="%s"%s>%s</option>', esc_attr( $value ), selected( get_setting( $name ), (string) $value, false ), esc_html( $words ) );
	}
	echo '</select>';
}

/** Renders the help text of a field. */
function render_help( string $name, string $words ): void {
	printf( '<p class="description" id="%s">%s</p>', esc_attr( "skr-widgets-$name-help" ), esc_html( $words ) );
}
