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
 * Prints an element, its attributes and the content in it, as the script would draw it. All that is known
 * of elements and texts is in `widgets.json` and `texts/`, which the build makes of what it has built.
 *
 * @package SKR_Widgets
 */

namespace SKR_Widgets;

defined( 'ABSPATH' ) || exit;

require __DIR__ . '/settings.php';
require __DIR__ . '/changes.php';
require __DIR__ . '/security.php';

register_activation_hook( __FILE__, __NAMESPACE__ . '\schedule_check' );
register_deactivation_hook( __FILE__, __NAMESPACE__ . '\unschedule_check' );

add_action( 'init', __NAMESPACE__ . '\register' );
add_action( 'wp_enqueue_scripts', __NAMESPACE__ . '\enqueue_style_for_posts' );
add_action( 'enqueue_block_assets', __NAMESPACE__ . '\enqueue_in_editor' );
add_filter( 'script_loader_tag', __NAMESPACE__ . '\filter_script_tag', 10, 2 );
add_filter( 'the_content', __NAMESPACE__ . '\enqueue_for_tags', 20 );
add_filter( 'wp_kses_allowed_html', __NAMESPACE__ . '\allow_elements', 10, 2 );
add_filter( 'no_texturize_tags', __NAMESPACE__ . '\leave_text_alone' );

/** Tells WordPress of everything: blocks, shortcode, addresses to embed, script and style. */
function register(): void {
	load_plugin_textdomain( 'skr-widgets', false, basename( __DIR__ ) . '/languages' );

	$manifest = get_manifest();
	$own   = 'cdn' !== setting( 'channel' );
	wp_register_script(
		'skr-widgets',
		$own ? plugins_url( 'skr-widgets.js', __FILE__ ) : cdn_address(),
		array(),
		// The address at a CDN is written as it is published there.
		$own ? $manifest['version'] : null,
		array(
			'strategy'  => 'defer',
			'in_footer' => true,
		)
	);

	wp_register_style( 'skr-widgets', plugins_url( 'skr-widgets.css', __FILE__ ), array(), $manifest['version'] );
	wp_add_inline_style( 'skr-widgets', accent_style() );

	wp_register_script(
		'skr-widgets-editor',
		plugins_url( 'editor.js', __FILE__ ),
		array( 'wp-block-editor', 'wp-blocks', 'wp-components', 'wp-element', 'wp-i18n' ),
		$manifest['version'],
		true
	);
	wp_set_script_translations( 'skr-widgets-editor', 'skr-widgets', __DIR__ . '/languages' );
	$for_editor = array(
		'language' => get_language(),
		'endpoint' => setting( 'endpoint' ),
	);
	wp_add_inline_script( 'skr-widgets-editor', 'var skrWidgets = ' . wp_json_encode( $for_editor ) . ';', 'before' );

	foreach ( array_keys( $manifest['elements'] ) as $tag ) {
		register_block_type(
			__DIR__ . "/blocks/$tag",
			array(
				'render_callback' => static function ( array $attributes ) use ( $tag ): string {
					return is_feed()
						? render_element( $tag, $attributes )
						: '<div ' . get_block_wrapper_attributes() . '>' . render_element( $tag, $attributes ) . '</div>';
				},
			)
		);
	}

	add_shortcode( 'skr_widget', __NAMESPACE__ . '\render_shortcode' );

	foreach ( $manifest['oembed'] as $page => $description ) {
		// With any query: an element's attributes go in the address.
		$pattern = '#^' . preg_quote( $page, '#' ) . '(\?.*)?$#';
		wp_oembed_add_provider( $pattern, $description, true );
		wp_embed_register_handler( $page, $pattern, __NAMESPACE__ . '\render_embed' );
	}
}

/** What the build has written down: the elements and their attributes, the script and its hash. */
function get_manifest(): array {
	static $manifest;
	$manifest = $manifest ?? wp_json_file_decode( __DIR__ . '/widgets.json', array( 'associative' => true ) );
	return $manifest;
}

/**
 * An element with its content in it: for search engines, for visitors without scripts, and so that nothing
 * moves when the script comes. In a feed the content alone, since a reader of feeds knows no elements of ours.
 *
 * @param string $tag   The element's tag.
 * @param array  $given What the editor has chosen, by the names of the element's attributes.
 */
function render_element( string $tag, array $given ): string {
	$attributes = sanitize_attributes( $tag, $given );
	if ( is_feed() ) {
		return render_feed_content( $tag, $attributes );
	}

	wp_enqueue_script( 'skr-widgets' );
	wp_enqueue_style( 'skr-widgets' );
	$html = "<$tag";
	foreach ( $attributes as $name => $value ) {
		$html .= '' === $value ? " $name" : sprintf( ' %s="%s"', $name, esc_attr( $value ) );
	}
	return "$html>" . render_content( $tag, $attributes ) . "</$tag>";
}

/**
 * What of the given is for the element, with what the settings say of the rest.
 *
 * @param string $tag   The element's tag.
 * @param array  $given Attributes from a block, a shortcode or an address.
 */
function sanitize_attributes( string $tag, array $given ): array {
	$attributes = array( 'lang' => get_language( $given['lang'] ?? '' ) );
	foreach ( get_manifest()['elements'][ $tag ] as $name => $attribute ) {
		$value = is_scalar( $given[ $name ] ?? null ) ? trim( (string) $given[ $name ] ) : '';
		if ( 'boolean' === $attribute['kind'] ) {
			if ( wp_validate_boolean( $value ) ) {
				$attributes[ $name ] = '';
			}
			continue;
		}
		if ( 'endpoint' === $attribute['kind'] ) {
			$value = get_trusted_endpoint( $value );
		} elseif ( 'url' === $attribute['kind'] ) {
			$value = sanitize_url( $value, array( 'https', 'http' ) );
		} elseif ( 'classes' === $attribute['kind'] ) {
			$value = collapse_space( sanitize_text_field( $value ) );
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
function get_trusted_endpoint( string $endpoint ): string {
	$own = setting( 'endpoint' );
	return '' !== $own && get_origin( $endpoint ) === get_origin( $own ) ? sanitize_url( $endpoint ) : $own;
}

/** The origin of an address: scheme, host and port. */
function get_origin( string $address ): string {
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
function get_language( string $chosen = '' ): string {
	return 0 === strpos( strtolower( '' !== $chosen ? $chosen : get_locale() ), 'en' ) ? 'en' : 'sv';
}

/**
 * What stands in an element with these attributes, as the script would draw it: content, and a form that
 * waits for the script.
 */
function render_content( string $tag, array $attributes ): string {
	static $files = array();
	$file           = __DIR__ . "/texts/$tag.{$attributes['lang']}.json";
	$files[ $file ] = $files[ $file ] ?? wp_json_file_decode( $file, array( 'associative' => true ) );

	$key    = array();
	$values = array( '{{style-sheet}}' => esc_url( get_style_url() ) );
	foreach ( get_manifest()['elements'][ $tag ] as $name => $attribute ) {
		$value = collapse_space( $attributes[ $name ] ?? '' );
		if ( 'classes' === $attribute['kind'] ) {
			$value = '' !== $value ? $value : setting( str_replace( '-', '_', $name ) );
			$value = '' !== $value ? esc_attr( " $value" ) : '';

			$values[ ' {{' . $name . '}}' ] = $value;
			foreach ( range( 2, 9 ) as $level ) {
				$values[ ' {{' . "$name-$level" . '}}' ] = str_replace( '{level}', (string) $level, $value );
			}
		} elseif ( $attribute['in_text'] && isset( $attributes[ $name ] ) ) {
			$key[]                         = isset( $attribute['choices'] ) ? "$name=$value" : $name;
			$values[ '{{' . $name . '}}' ] = 'url' === $attribute['kind'] ? esc_url( $value ) : esc_html( $value );
		}
	}
	$html = shift_headings( $files[ $file ][ implode( '&', $key ) ], (int) ( $attributes['heading-level'] ?? 2 ) );

	foreach ( array( 'href', 'source-href' ) as $name ) {
		if ( isset( $attributes[ $name ] ) && ! preg_match( '~^(https?:)?//~i', $attributes[ $name ] ) ) {
			// As the element does with a link that stays on the website.
			$html = preg_replace(
				'#(<a class="skr-link) skr-external([^>]*href="\{\{' . $name . '\}\}"[^>]*>[^<]*)<span.*?</span>#',
				'$1$2',
				$html
			);
		}
	}

	$telephone = remove_invisible( $attributes['telephone'] ?? '' );
	$email     = remove_invisible( $attributes['email'] ?? '' );
	$links     = array(
		'telephone' => array( $telephone, render_telephone_link( $telephone ) ),
		'email'     => array( $email, render_email_link( $email ) ),
	);
	foreach ( $links as $name => list( $text, $link ) ) {
		$values[ '{{' . $name . '-link}}' ] = esc_attr( $link );
		if ( '' === $link ) {
			// As the element does with what is no telephone number, and no email address.
			$html = preg_replace( '#<a [^>]*href="\{\{' . $name . '-link\}\}"[^>]*>(.*?)</a>#', '$1', $html );
		} else {
			// A line may end after the @ of an address.
			$values[ '{{' . $name . '}}' ] = str_replace( '@', '@<wbr>', esc_html( $text ) );
		}
	}
	return strtr( $html, $values );
}

/**
 * A text with its first heading, at level 2 as it comes, at another. As in the elements, HTML stops at `h6`.
 *
 * @param string $html  The text.
 * @param int    $first The level of the first heading.
 */
function shift_headings( string $html, int $first ): string {
	return preg_replace_callback(
		'#<h(\d)([^>]*)>(.*?)</h\1>#',
		static function ( array $heading ) use ( $first ): string {
			$level      = (int) $heading[1] + $first - 2;
			$name       = 'h' . min( 6, $level );
			$attributes = str_replace( '{{heading-class}}', "{{heading-class-$level}}", $heading[2] );
			$aria       = $level > 6 ? " aria-level=\"$level\"" : '';
			return "<$name$aria$attributes>{$heading[3]}</$name>";
		},
		$html
	);
}

/** A text without the characters that nobody sees, which come along from lists of contacts. */
function remove_invisible( string $text ): string {
	return preg_replace( '~' . get_manifest()['formats']['invisible'] . '~u', '', $text ) ?? $text;
}

/** Where a telephone number leads, as in the elements; an empty string when it is none. */
function render_telephone_link( string $telephone ): string {
	if ( ! preg_match( '~' . get_manifest()['formats']['telephone'] . '~Du', $telephone ) ) {
		return '';
	}
	return 'tel:' . preg_replace(
		array( '~' . get_manifest()['formats']['extension'] . '~u', '/^(\+.*)\(0\)/', '/[^+\d]/' ),
		array( '', '$1', '' ),
		$telephone
	);
}

/** Where an email address leads, as in the elements; an empty string when it is none. */
function render_email_link( string $email ): string {
	if ( ! preg_match( '~' . get_manifest()['formats']['email'] . '~Du', $email ) ) {
		return '';
	}
	return 'mailto:' . str_replace( '%', '%25', $email );
}

/** White space as HTML shows it. */
function collapse_space( string $text ): string {
	return preg_replace( '/[ \t\r\n]+/', ' ', $text );
}

/**
 * The content for a feed: headings, paragraphs, lists and links, and no form.
 *
 * @param string $tag        The element's tag.
 * @param array  $attributes Its attributes.
 */
function render_feed_content( string $tag, array $attributes ): string {
	unset( $attributes['endpoint'], $attributes['contact-endpoint'] );
	return preg_replace(
		array( '#<span class="skr-visually-hidden">.*?</span>|</?span\b[^>]*>#', '# (class|slot|dir)="[^"]*"#' ),
		'',
		render_content( $tag, $attributes )
	);
}

/**
 * `[skr_widget element="org-card" org="icld" lang="en"]`.
 *
 * @param array|string $given The shortcode's attributes; an empty string when there are none.
 */
function render_shortcode( $given ): string {
	$given = (array) $given;
	$tag   = $given['element'] ?? 'skr-intl-overview';
	return isset( get_manifest()['elements'][ $tag ] ) ? '<div>' . render_element( $tag, $given ) . '</div>' : '';
}

/**
 * The element of an embed page whose address stands alone in a text, without asking anyone for it.
 *
 * @param array  $matches    What the pattern found.
 * @param array  $attributes Width and height.
 * @param string $address    The address.
 */
function render_embed( array $matches, array $attributes, string $address ): string {
	$query = array();
	wp_parse_str( (string) wp_parse_url( html_entity_decode( $address ), PHP_URL_QUERY ), $query );
	$page = get_manifest()['pages'][ preg_replace( '/\?.*/', '', $address ) ];
	return '<div>' . render_element( $page['tag'], array_merge( $query, $page['attributes'] ) ) . '</div>';
}

/** Where the style sheet lies, the same in the head of the page and in a form. */
function get_style_url(): string {
	return add_query_arg( 'ver', get_manifest()['version'], plugins_url( 'skr-widgets.css', __FILE__ ) );
}

/**
 * Puts the style sheet into the head of a page that has elements in its posts. A theme without blocks
 * prints the head before them, and what comes later moves what shows.
 */
function enqueue_style_for_posts(): void {
	global $wp_query;
	$tags    = implode( '|', array_keys( get_manifest()['elements'] ) );
	$address = preg_quote( get_manifest()['address'] . 'embed/', '#' );
	foreach ( $wp_query->posts ?? array() as $post ) {
		if ( preg_match( "#wp:skr-widgets/|\[skr_widget\b|<($tags)[\s>]|\sdata-skr-widget=|$address#", $post->post_content ?? '' ) ) {
			wp_enqueue_style( 'skr-widgets' );
			return;
		}
	}
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
	$tags = implode( '|', array_keys( get_manifest()['elements'] ) );
	if ( preg_match( "#<($tags)[\s>]|\sdata-skr-widget=#", $content ) && ! is_feed() ) {
		wp_enqueue_script( 'skr-widgets' );
		wp_enqueue_style( 'skr-widgets' );
	}
	return $content;
}

/**
 * Says in the script's tag what holds for every element. From a CDN, the browser is to take nothing but the
 * script that came with this version.
 *
 * @param string $html   The script's tag.
 * @param string $handle The script's name.
 */
function filter_script_tag( string $html, string $handle ): string {
	// The script looks for itself by its name, which that of the editor has in its address too.
	if ( 'skr-widgets' !== $handle && 'skr-widgets-editor' !== $handle ) {
		return $html;
	}
	$tag = new \WP_HTML_Tag_Processor( $html );
	while ( $tag->next_tag( 'script' ) ) {
		if ( null === $tag->get_attribute( 'src' ) ) {
			continue;
		}
		if ( 'cdn' === setting( 'channel' ) && 'skr-widgets' === $handle ) {
			$tag->set_attribute( 'integrity', get_manifest()['integrity'] );
			$tag->set_attribute( 'crossorigin', 'anonymous' );
		}
		$receiver = get_origin( setting( 'endpoint' ) );
		if ( '' !== $receiver ) {
			$tag->set_attribute( 'data-origins', $receiver );
		}
		if ( '' !== setting( 'isolated' ) ) {
			$tag->set_attribute( 'data-isolated', true );
		}
		foreach ( array( 'heading', 'text', 'link' ) as $kind ) {
			$classes = setting( "{$kind}_class" );
			if ( '' !== $classes ) {
				$tag->set_attribute( "data-$kind-class", $classes );
			}
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
	foreach ( get_manifest()['elements'] as $tag => $attributes ) {
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
	return array_merge( $tags, array_keys( get_manifest()['elements'] ) );
}
