<?php
/**
 * Plugin Name: SKR Widgets
 * Description: Shows what SKR publishes on its international development work, with a contact form that reaches someone.
 * Version: {version}
 * Requires at least: 6.5
 * Requires PHP: 7.4
 * License: MIT
 * License URI: https://opensource.org/license/mit
 * Text Domain: skr-widgets
 * Domain Path: /languages
 *
 * Prints an element, its attributes and the text in it. All that is known of elements and texts is in
 * `widgets.json` and `texts/`, which the build makes of what it has built.
 *
 * @package SKR_Widgets
 */

namespace SKR_Widgets;

defined( 'ABSPATH' ) || exit;

require __DIR__ . '/settings.php';
require __DIR__ . '/changes.php';

register_activation_hook( __FILE__, __NAMESPACE__ . '\begin_to_look' );
register_deactivation_hook( __FILE__, __NAMESPACE__ . '\stop_looking' );

add_action( 'init', __NAMESPACE__ . '\register' );
add_action( 'enqueue_block_assets', __NAMESPACE__ . '\enqueue_in_editor' );
add_filter( 'script_loader_tag', __NAMESPACE__ . '\script_tag', 10, 2 );
add_filter( 'the_content', __NAMESPACE__ . '\enqueue_for_tags', 20 );
add_filter( 'wp_kses_allowed_html', __NAMESPACE__ . '\allow_elements', 10, 2 );
add_filter( 'no_texturize_tags', __NAMESPACE__ . '\leave_text_alone' );

/** Tells WordPress of everything: blocks, shortcode, addresses to embed, script and style. */
function register(): void {
	load_plugin_textdomain( 'skr-widgets', false, basename( __DIR__ ) . '/languages' );

	$known = known();
	$own   = 'cdn' !== setting( 'channel' );
	wp_register_script(
		'skr-widgets',
		$own ? plugins_url( 'skr-widgets.js', __FILE__ ) : cdn_address(),
		array(),
		// The address at a CDN is written as it is published there.
		$own ? $known['version'] : null,
		array(
			'strategy'  => 'defer',
			'in_footer' => true,
		)
	);

	// Without a file: WordPress adds what the settings say.
	wp_register_style( 'skr-widgets', false, array(), $known['version'] );
	wp_add_inline_style( 'skr-widgets', accent_style() );

	wp_register_script(
		'skr-widgets-editor',
		plugins_url( 'editor.js', __FILE__ ),
		array( 'wp-block-editor', 'wp-blocks', 'wp-components', 'wp-element', 'wp-i18n' ),
		$known['version'],
		true
	);
	wp_set_script_translations( 'skr-widgets-editor', 'skr-widgets', __DIR__ . '/languages' );
	$for_editor = array(
		'language' => language(),
		'endpoint' => setting( 'endpoint' ),
	);
	wp_add_inline_script( 'skr-widgets-editor', 'var skrWidgets = ' . wp_json_encode( $for_editor ) . ';', 'before' );

	foreach ( array_keys( $known['elements'] ) as $tag ) {
		register_block_type(
			__DIR__ . "/blocks/$tag",
			array(
				'render_callback' => static function ( array $attributes ) use ( $tag ): string {
					return is_feed()
						? element( $tag, $attributes )
						: '<div ' . get_block_wrapper_attributes() . '>' . element( $tag, $attributes ) . '</div>';
				},
			)
		);
	}

	add_shortcode( 'skr_widget', __NAMESPACE__ . '\shortcode' );

	foreach ( $known['oembed'] as $page => $description ) {
		// With any query: an element's attributes go in the address.
		$pattern = '#^' . preg_quote( $page, '#' ) . '(\?.*)?$#';
		wp_oembed_add_provider( $pattern, $description, true );
		wp_embed_register_handler( $page, $pattern, __NAMESPACE__ . '\embedded' );
	}
}

/** What the build has written down: the elements and their attributes, the script and its hash. */
function known(): array {
	static $known;
	$known = $known ?? wp_json_file_decode( __DIR__ . '/widgets.json', array( 'associative' => true ) );
	return $known;
}

/**
 * An element with its text in it, for search engines and visitors without scripts. In a feed the text
 * alone, since a reader of feeds knows no elements of ours.
 *
 * @param string $tag   The element's tag.
 * @param array  $given What the editor has chosen, by the names of the element's attributes.
 */
function element( string $tag, array $given ): string {
	$attributes = chosen( $tag, $given );
	$text       = text( $tag, $attributes );
	if ( is_feed() ) {
		return $text;
	}

	wp_enqueue_script( 'skr-widgets' );
	wp_enqueue_style( 'skr-widgets' );
	$html = "<$tag";
	foreach ( $attributes as $name => $value ) {
		$html .= sprintf( ' %s="%s"', $name, esc_attr( $value ) );
	}
	return "$html>$text</$tag>";
}

/**
 * What of the given is for the element, with what the settings say of the rest.
 *
 * @param string $tag   The element's tag.
 * @param array  $given Attributes from a block, a shortcode or an address.
 */
function chosen( string $tag, array $given ): array {
	$attributes = array( 'lang' => language( $given['lang'] ?? '' ) );
	foreach ( known()['elements'][ $tag ] as $name => $attribute ) {
		$value = is_scalar( $given[ $name ] ?? null ) ? trim( (string) $given[ $name ] ) : '';
		if ( 'endpoint' === $attribute['kind'] ) {
			$value = trusted_endpoint( $value );
		} elseif ( 'url' === $attribute['kind'] ) {
			$value = sanitize_url( $value, array( 'https', 'http' ) );
		} elseif ( isset( $attribute['choices'] ) && ! in_array( $value, $attribute['choices'], true ) ) {
			$value = '';
		}
		if ( '' !== $value ) {
			$attributes[ $name ] = $value;
		}
	}
	return $attributes;
}

/**
 * Where a form may post to: the receiver in the settings, and other forms there. An author who may
 * not write scripts must not be able to send visitors' messages elsewhere either.
 *
 * @param string $endpoint What the editor has written.
 */
function trusted_endpoint( string $endpoint ): string {
	$own = setting( 'endpoint' );
	return '' !== $own && origin( $endpoint ) === origin( $own ) ? sanitize_url( $endpoint ) : $own;
}

/** The origin of an address: scheme, host and port. */
function origin( string $address ): string {
	$parts = wp_parse_url( $address );
	if ( empty( $parts['scheme'] ) || empty( $parts['host'] ) ) {
		return '';
	}
	return strtolower( "{$parts['scheme']}://{$parts['host']}" ) . ( isset( $parts['port'] ) ? ":{$parts['port']}" : '' );
}

/**
 * The language to speak: the one that was chosen, else that of the site, or of the page where a
 * plugin for several languages says so. As in the elements, what is neither is Swedish.
 */
function language( string $chosen = '' ): string {
	return 0 === strpos( strtolower( '' !== $chosen ? $chosen : get_locale() ), 'en' ) ? 'en' : 'sv';
}

/** What an element with these attributes says, as plain HTML that the build has written. */
function text( string $tag, array $attributes ): string {
	static $files = array();
	$file           = __DIR__ . "/texts/$tag.{$attributes['lang']}.json";
	$files[ $file ] = $files[ $file ] ?? wp_json_file_decode( $file, array( 'associative' => true ) );

	$key    = array();
	$values = array();
	foreach ( known()['elements'][ $tag ] as $name => $attribute ) {
		if ( ! $attribute['in_text'] || ! isset( $attributes[ $name ] ) ) {
			continue;
		}
		$value                   = $attributes[ $name ];
		$key[]                   = isset( $attribute['choices'] ) ? "$name=$value" : $name;
		$values[ '{{' . $name . '}}' ] = 'url' === $attribute['kind'] ? esc_url( $value ) : esc_html( $value );
	}
	$html = $files[ $file ][ implode( '&', $key ) ];

	// The texts begin at level 2.
	$lower = (int) ( $attributes['heading-level'] ?? 2 ) - 2;
	$html  = preg_replace_callback(
		'#(</?h)(\d)#',
		static function ( array $heading ) use ( $lower ): string {
			return $heading[1] . min( 6, (int) $heading[2] + $lower );
		},
		$html
	);
	return strtr( $html, $values );
}

/**
 * `[skr_widget element="org-card" org="icld" lang="en"]`.
 *
 * @param array|string $given The shortcode's attributes; an empty string when there are none.
 */
function shortcode( $given ): string {
	$given = (array) $given;
	$tag   = $given['element'] ?? 'skr-intl-overview';
	return isset( known()['elements'][ $tag ] ) ? '<div>' . element( $tag, $given ) . '</div>' : '';
}

/**
 * The element of an embed page whose address stands alone in a text, without asking anyone for it.
 *
 * @param array  $matches    What the pattern found.
 * @param array  $attributes Width and height.
 * @param string $address    The address.
 */
function embedded( array $matches, array $attributes, string $address ): string {
	$query = array();
	wp_parse_str( (string) wp_parse_url( html_entity_decode( $address ), PHP_URL_QUERY ), $query );
	$page = known()['pages'][ preg_replace( '/\?.*/', '', $address ) ];
	return '<div>' . element( $page['tag'], array_merge( $query, $page['attributes'] ) ) . '</div>';
}

/** Loads the elements where blocks are edited, also in the frame that WordPress edits them in. */
function enqueue_in_editor(): void {
	if ( is_admin() ) {
		wp_enqueue_script( 'skr-widgets' );
		wp_enqueue_style( 'skr-widgets' );
	}
}

/**
 * Loads the script for elements that somebody has written as HTML.
 *
 * @param string $content What is shown.
 */
function enqueue_for_tags( string $content ): string {
	$tags = implode( '|', array_keys( known()['elements'] ) );
	if ( preg_match( "#<($tags)[\s>]|\sdata-skr-widget=#", $content ) && ! is_feed() ) {
		wp_enqueue_script( 'skr-widgets' );
		wp_enqueue_style( 'skr-widgets' );
	}
	return $content;
}

/**
 * From a CDN, the browser is to take nothing but the script that came with this version.
 *
 * @param string $html   The script's tag.
 * @param string $handle The script's name.
 */
function script_tag( string $html, string $handle ): string {
	if ( 'skr-widgets' !== $handle ) {
		return $html;
	}
	$tag = new \WP_HTML_Tag_Processor( $html );
	while ( $tag->next_tag( 'script' ) ) {
		if ( null === $tag->get_attribute( 'src' ) ) {
			continue;
		}
		if ( 'cdn' === setting( 'channel' ) ) {
			$tag->set_attribute( 'integrity', known()['integrity'] );
			$tag->set_attribute( 'crossorigin', 'anonymous' );
		}
		$receiver = origin( setting( 'endpoint' ) );
		if ( '' !== $receiver ) {
			$tag->set_attribute( 'data-origins', $receiver );
		}
	}
	return $tag->get_updated_html();
}

/**
 * Lets authors who may not write any HTML write our elements, but not where a form posts to.
 *
 * @param array  $allowed Attributes by tag.
 * @param string $context What the HTML is for; comments have a context of their own.
 */
function allow_elements( array $allowed, string $context ): array {
	if ( 'post' !== $context ) {
		return $allowed;
	}
	foreach ( known()['elements'] as $tag => $attributes ) {
		$names = array( 'lang', 'class' );
		foreach ( $attributes as $name => $attribute ) {
			if ( 'endpoint' !== $attribute['kind'] ) {
				$names[] = $name;
			}
		}
		$allowed[ $tag ] = array_fill_keys( $names, true );
	}
	return $allowed;
}

/**
 * SKR's text is shown as it is published: WordPress changes no quotation marks or dashes in it.
 *
 * @param array $tags Names of elements.
 */
function leave_text_alone( array $tags ): array {
	return array_merge( $tags, array_keys( known()['elements'] ) );
}
