<?php

/**
 * Returns a fragment to print at the position of the element:
 *
 *     echo skr_widget('/srv/skr-widgets/v1.0.0/fragments', 'contact-form', 'sv', [
 *         'endpoint' => 'https://receiver.example.se/v1/forms/international',
 *     ]);
 *
 * @param string $folder     The folder with the fragments on the server.
 * @param string $widget     The widget, such as `org-card-icld`.
 * @param string $language   `sv` or `en`.
 * @param array  $attributes Attributes to add to the element's tag, as names and values.
 */
function skr_widget(string $folder, string $widget, string $language, array $attributes = []): string
{
    if (!preg_match('/^[a-z]+(-[a-z]+)*$/D', $widget) || !in_array($language, ['sv', 'en'], true)) {
        throw new InvalidArgumentException("There is no fragment $widget.$language");
    }
    $html = rtrim((string) file_get_contents("$folder/$widget.$language.html"));

    $written = '';
    foreach ($attributes as $name => $value) {
        if (!preg_match('/^(?!on|style$)[a-z]+(-[a-z]+)*$/D', $name)) {
            throw new InvalidArgumentException("An element has no attribute $name");
        }
        $written .= " $name=\"" . htmlspecialchars($value, ENT_QUOTES, 'UTF-8') . '"';
    }
    // The fragment begins with the tag: `<contact-form lang="sv">`.
    return substr_replace($html, $written, strpos($html, ' '), 0);
}
