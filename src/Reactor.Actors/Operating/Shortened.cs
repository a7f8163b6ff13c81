namespace Reactor.Actors.Operating;

/// <summary>Text cut to a number of characters.</summary>
internal static class Shortened
{
    /// <summary>The text itself where it is no longer, else its beginning and an ellipsis; never half a character.</summary>
    public static string Of(string text, int most)
    {
        if (text.Length <= most)
            return text;
        var end = char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1;
        return string.Concat(text.AsSpan(0, end), "…");
    }
}
