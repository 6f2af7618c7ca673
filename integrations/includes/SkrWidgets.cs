using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

/// <summary>Fragments to print at the position of an element.</summary>
/// <example>
/// In a Razor page:
/// <code>
/// @Html.Raw(SkrWidgets.Fragment("/srv/skr-widgets/v1.0.0/fragments", "contact-form", "sv",
///     new Dictionary&lt;string, string&gt; { ["endpoint"] = "https://receiver.example.se/v1/forms/international" }))
/// </code>
/// </example>
public static class SkrWidgets
{
    /// <param name="folder">The folder with the fragments on the server.</param>
    /// <param name="widget">The widget, such as <c>org-card-icld</c>.</param>
    /// <param name="language"><c>sv</c> or <c>en</c>.</param>
    /// <param name="attributes">Attributes to add to the element's tag, as names and values.</param>
    public static string Fragment(
        string folder,
        string widget,
        string language,
        IEnumerable<KeyValuePair<string, string>> attributes)
    {
        if (!Regex.IsMatch(widget, @"^[a-z]+(-[a-z]+)*\z") || !Regex.IsMatch(language, @"^(sv|en)\z"))
        {
            throw new ArgumentException($"There is no fragment {widget}.{language}");
        }
        string html = File.ReadAllText(Path.Combine(folder, $"{widget}.{language}.html")).TrimEnd();

        var written = new StringBuilder();
        foreach (var attribute in attributes)
        {
            if (!Regex.IsMatch(attribute.Key, @"^(?!on|style\z)[a-z]+(-[a-z]+)*\z"))
            {
                throw new ArgumentException($"An element has no attribute {attribute.Key}");
            }
            written.Append($" {attribute.Key}=\"{WebUtility.HtmlEncode(attribute.Value)}\"");
        }
        // The fragment begins with the tag: <contact-form lang="sv">.
        return html.Insert(html.IndexOf(' '), written.ToString());
    }
}
