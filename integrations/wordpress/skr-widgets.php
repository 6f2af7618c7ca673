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
 * Prints an element with its attributes, and its content as the script would render it. The data about the elements
 * and their texts are in `widgets.json` and `texts/`, which the build generates.
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
add_filter( 'no_texturize_tags', __NAMESPACE__ . '\exempt_from_texturize' );

/** Registers everything with WordPress: blocks, shortcode, embeddable URLs, script and style sheet. */
function register(): void {
	load_plugin_textdomain( 'skr-widgets', false, basename( __DIR__ ) . '/languages' );

	$manifest = get_manifest();
	$own   = 'cdn' !== get_setting( 'channel' );
	wp_register_script(
		'skr-widgets',
		$own ? plugins_url( 'skr-widgets.js', __FILE__ ) : get_cdn_url(),
		array(),
				// The URL on a CDN is used exactly as published.
		$own ? $manifest['version'] : null,
		array(
			'strategy'  => 'defer',
			'in_footer' => true,
		)
	);

	wp_register_style( 'skr-widgets', plugins_url( 'skr-widgets.css', __FILE__ ), array(), $manifest['version'] );
	wp_add_inline_style( 'skr-widgets', get_accent_style() );

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
		'endpoint' => get_setting( 'endpoint' ),
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
		// With any query string and fragment, since they contain the element's attributes.
		$pattern = '#^' . preg_quote( $page, '#' ) . '([?\#].*)?$#';
		wp_oembed_add_provider( $pattern, $description, true );
		wp_embed_register_handler( $page, $pattern, __NAMESPACE__ . '\render_embed' );
	}
}

/** Returns the data from the build: the elements and their attributes, the script and its hash. */
function get_manifest(): array {
	static $manifest;
	$manifest = $manifest ?? wp_json_file_decode( __DIR__ . '/widgets.json', array( 'associative' => true ) );
	return $manifest;
}

/**
 * Renders an element with its content, for search engines, for visitors without scripts, and so that nothing moves
 * when the script has loaded. In a feed it renders only the content, since feed readers don't know the elements.
 *
 * @param string $tag   The element's tag.
 * @param array  $input The editor's choices, by attribute name.
 */
function render_element( string $tag, array $input ): string {
	$attributes = sanitize_attributes( $tag, $input );
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
 * Sanitizes the attributes of an element, and adds those from the settings.
 *
 * @param string $tag   The element's tag.
 * @param array  $input Attributes from a block, a shortcode or a URL.
 */
function sanitize_attributes( string $tag, array $input ): array {
	$attributes = array( 'lang' => get_language( $input['lang'] ?? '' ) );
	foreach ( get_manifest()['elements'][ $tag ] as $name => $attribute ) {
		$value = is_scalar( $input[ $name ] ?? null ) ? trim( (string) $input[ $name ] ) : '';
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
 * Returns the endpoint of a form: one at the receiver in the settings, whatever the editor has entered. Authors who may
 * not write scripts must not be able to send visitors' messages anywhere else either.
 *
 * @param string $endpoint The URL that the editor has entered.
 */
function get_trusted_endpoint( string $endpoint ): string {
	$own = get_setting( 'endpoint' );
	return '' !== $own && get_origin( $endpoint ) === get_origin( $own ) ? sanitize_url( $endpoint ) : $own;
}

/** Returns the origin of a URL: scheme, host and port. */
function get_origin( string $url ): string {
	$parts = wp_parse_url( $url );
	if ( empty( $parts['scheme'] ) || empty( $parts['host'] ) ) {
		return '';
	}
	return strtolower( "{$parts['scheme']}://{$parts['host']}" ) . ( isset( $parts['port'] ) ? ":{$parts['port']}" : '' );
}

/**
 * Returns the language: the chosen one, or else that of the page, if a multilingual plugin sets it, or of the site. As
 * in the elements, every language but English means Swedish.
 */
function get_language( string $chosen = '' ): string {
	return 0 === strpos( strtolower( '' !== $chosen ? $chosen : get_locale() ), 'en' ) ? 'en' : 'sv';
}

/**
 * Renders the content of an element with these attributes as the script would: content, and a form that waits for the
 * script.
 */
function render_content( string $tag, array $attributes ): string {
	static $files = array();
	$file           = __DIR__ . "/texts/$tag.{$attributes['lang']}.json";
	$files[ $file ] = $files[ $file ] ?? wp_json_file_decode( $file, array( 'associative' => true ) );

	$key    = array();
	$values = array( '{{style-sheet}}' => esc_url( get_style_url() ) );
	foreach ( get_manifest()['elements'][ $tag ] as $name => $attribute ) {
		$value = $attributes[ $name ] ?? '';
		if ( 'classes' === $attribute['kind'] ) {
			$value = '' !== $value ? $value : get_setting( str_replace( '-', '_', $name ) );
			$value = '' !== $value ? esc_attr( " $value" ) : '';

			$values[ ' {{' . $name . '}}' ] = $value;
			foreach ( range( 2, 9 ) as $level ) {
				$values[ ' {{' . "$name-$level" . '}}' ] = str_replace( '{level}', (string) $level, $value );
			}
		} elseif ( $attribute['affectsText'] && isset( $attributes[ $name ] ) ) {
			$key[]                         = isset( $attribute['choices'] ) ? "$name=$value" : $name;
			$values[ '{{' . $name . '}}' ] = 'url' === $attribute['kind'] ? esc_url( $value ) : esc_html( $value );
		}
	}
	$html = shift_headings( $files[ $file ][ implode( '&', $key ) ], (int) ( $attributes['heading-level'] ?? 2 ) );

	foreach ( array( 'href', 'source-href' ) as $name ) {
		if ( isset( $attributes[ $name ] ) && ! preg_match( '~^(https?:)?//~i', $attributes[ $name ] ) ) {
						// As in the element, a link to the same website has no arrow.
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
		'telephone' => array( $telephone, get_telephone_url( $telephone ) ),
		'email'     => array( $email, get_email_url( $email ) ),
	);
	foreach ( $links as $name => list( $text, $link ) ) {
		$values[ '{{' . $name . '-link}}' ] = esc_attr( $link );
		if ( '' === $link ) {
						// Like the element, don't link an invalid telephone number or email address.
			$html = preg_replace( '#<a [^>]*href="\{\{' . $name . '-link\}\}"[^>]*>(.*?)</a>#', '$1', $html );
		} else {
						// Allow a line break after the @ of an email address.
			$values[ '{{' . $name . '}}' ] = str_replace( '@', '@<wbr>', esc_html( $text ) );
		}
	}
	return strtr( $html, $values );
}

/**
 * Shifts the headings of a text, whose first is at level 2. As in the elements, levels below `h6` use `aria-level`.
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

/** Removes invisible characters, which often come along when contact details are copied. */
function remove_invisible( string $text ): string {
	return preg_replace( '~' . get_manifest()['formats']['invisible'] . '~u', '', $text ) ?? $text;
}

/** Returns the URL of a telephone number, as in the elements; an empty string if it isn't valid. */
function get_telephone_url( string $telephone ): string {
	if ( ! preg_match( '~' . get_manifest()['formats']['telephone'] . '~Du', $telephone ) ) {
		return '';
	}
	return 'tel:' . preg_replace(
		array( '~' . get_manifest()['formats']['extension'] . '~u', '/^(\+.*)\(0\)/', '/[^+\d]/' ),
		array( '', '$1', '' ),
		$telephone
	);
}

/** Returns the URL of an email address, as in the elements; an empty string if it isn't valid. */
function get_email_url( string $email ): string {
	if ( ! preg_match( '~' . get_manifest()['formats']['email'] . '~Du', $email ) ) {
		return '';
	}
	return 'mailto:' . str_replace( '%', '%25', $email );
}

/** Collapses white space as HTML does. */
function collapse_space( string $text ): string {
	return preg_replace( '/[ \t\r\n]+/', ' ', $text );
}

/**
 * Renders the content for a feed: headings, paragraphs, lists and links, without the form.
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
 * Renders the shortcode `[skr_widget element="org-card" org="icld" lang="en"]`.
 *
 * @param array|string $input The shortcode's attributes; an empty string if there are none.
 */
function render_shortcode( $input ): string {
	$input = (array) $input;
	$tag   = $input['element'] ?? 'skr-intl-overview';
	return isset( get_manifest()['elements'][ $tag ] ) ? '<div>' . render_element( $tag, $input ) . '</div>' : '';
}

/**
 * Renders the element of an embed page whose URL is alone in a paragraph, without a request to that page.
 *
 * @param array  $matches    The match of the pattern.
 * @param array  $attributes Width and height.
 * @param string $url        The URL.
 */
function render_embed( array $matches, array $attributes, string $url ): string {
	list( $page, $options ) = preg_split( '/[?#]/', html_entity_decode( $url ) . '#', 2 );
	// The fragment has what no server is to see: a person's name.
	wp_parse_str( str_replace( '#', '&', $options ), $query );
	$page = get_manifest()['pages'][ $page ];
	return '<div>' . render_element( $page['tag'], array_merge( $query, $page['attributes'] ) ) . '</div>';
}

/** Returns the URL of the style sheet, which is the same in the head of the page and in a form. */
function get_style_url(): string {
	return add_query_arg( 'ver', get_manifest()['version'], plugins_url( 'skr-widgets.css', __FILE__ ) );
}

/**
 * Loads the style sheet in the head of pages whose posts contain elements. A classic theme prints the head before the
 * posts, and a style sheet loaded later would make the content move.
 */
function enqueue_style_for_posts(): void {
	global $wp_query;
	$tags    = implode( '|', array_keys( get_manifest()['elements'] ) );
	$url = preg_quote( get_manifest()['url'] . 'embed/', '#' );
	foreach ( $wp_query->posts ?? array() as $post ) {
		if ( preg_match( "#wp:skr-widgets/|\[skr_widget\b|<($tags)[\s>]|\sdata-skr-widget=|$url#", $post->post_content ?? '' ) ) {
			wp_enqueue_style( 'skr-widgets' );
			return;
		}
	}
}

/** Loads the elements in the block editor, including its iframe. */
function enqueue_in_editor(): void {
	if ( is_admin() ) {
		wp_enqueue_script( 'skr-widgets' );
		wp_enqueue_style( 'skr-widgets' );
	}
}

/**
 * Loads the script for elements written as HTML.
 *
 * @param string $content The content of the post.
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
 * Adds the site's settings to the script tag. For a CDN it also adds the hash of this version's script, so that the
 * browser accepts no other.
 *
 * @param string $html   The script tag.
 * @param string $handle The handle of the script.
 */
function filter_script_tag( string $html, string $handle ): string {
		// The script finds its own tag by file name, which the editor script's URL contains as well.
	if ( 'skr-widgets' !== $handle && 'skr-widgets-editor' !== $handle ) {
		return $html;
	}
	$tag = new \WP_HTML_Tag_Processor( $html );
	while ( $tag->next_tag( 'script' ) ) {
		if ( null === $tag->get_attribute( 'src' ) ) {
			continue;
		}
		if ( 'cdn' === get_setting( 'channel' ) && 'skr-widgets' === $handle ) {
			$tag->set_attribute( 'integrity', get_manifest()['integrity'] );
			$tag->set_attribute( 'crossorigin', 'anonymous' );
		}
		$receiver = get_origin( get_setting( 'endpoint' ) );
		if ( '' !== $receiver ) {
			$tag->set_attribute( 'data-origins', $receiver );
		}
		if ( '' !== get_setting( 'isolated' ) ) {
			$tag->set_attribute( 'data-isolated', true );
		}
		foreach ( array( 'heading', 'text', 'link' ) as $kind ) {
			$classes = get_setting( "{$kind}_class" );
			if ( '' !== $classes ) {
				$tag->set_attribute( "data-$kind-class", $classes );
			}
		}
	}
	return $tag->get_updated_html();
}

/**
 * Lets authors who may not write unfiltered HTML use the elements, except for the endpoint of a form.
 *
 * @param array  $allowed Attributes by tag.
 * @param string $context Where the HTML is used; comments have a context of their own.
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
 * Shows SKR's text as it is published: keeps WordPress from changing quotation marks and dashes in it.
 *
 * @param array $tags Tags of elements.
 */
function exempt_from_texturize( array $tags ): array {
	return array_merge( $tags, array_keys( get_manifest()['elements'] ) );
}
