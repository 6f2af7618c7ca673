import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Fragments to print at the position of an element:
 *
 * <pre>
 * SkrWidgets.fragment(Path.of("/srv/skr-widgets/v1.0.0/fragments"), "contact-form", "sv",
 *     Map.of("endpoint", "https://receiver.example.se/v1/forms/international"));
 * </pre>
 */
public final class SkrWidgets {
    private SkrWidgets() {
    }

    /**
     * @param folder     the folder with the fragments on the server
     * @param widget     the widget, such as {@code org-card-icld}
     * @param language   {@code sv} or {@code en}
     * @param attributes attributes to add to the element's tag, as names and values
     */
    public static String fragment(Path folder, String widget, String language, Map<String, String> attributes)
            throws IOException {
        if (!widget.matches("[a-z]+(-[a-z]+)*") || !language.matches("sv|en")) {
            throw new IllegalArgumentException("There is no fragment " + widget + "." + language);
        }
        String html = Files.readString(folder.resolve(widget + "." + language + ".html")).stripTrailing();

        StringBuilder written = new StringBuilder(html);
        // The fragment begins with the tag: <contact-form lang="sv">.
        int end = html.indexOf(' ');
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            if (!attribute.getKey().matches("(?!on|style$)[a-z]+(-[a-z]+)*")) {
                throw new IllegalArgumentException("An element has no attribute " + attribute.getKey());
            }
            String text = " " + attribute.getKey() + "=\"" + escaped(attribute.getValue()) + "\"";
            written.insert(end, text);
            end += text.length();
        }
        return written.toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
                .replace("\"", "&quot;").replace("'", "&#39;");
    }
}
