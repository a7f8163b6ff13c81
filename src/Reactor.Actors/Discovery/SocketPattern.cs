using System.IO.Enumeration;

namespace Reactor.Actors.Discovery;

/// <summary>Where sockets are looked for: an absolute path whose names may hold <c>*</c> and <c>?</c>. Hidden names only where the pattern's name starts with a dot.</summary>
/// <param name="text">The path, as configured.</param>
internal sealed class SocketPattern(string text)
{
    /// <summary>The path, as configured.</summary>
    public string Text => text;

    /// <summary>Its names, from the root on. Made anew each time: there are as many patterns as listed VMs.</summary>
    public string[] Names => text.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The folder of the one path that is meant; null where several may be.</summary>
    public string? LiteralFolder => IsWild(text) ? null : Path.GetDirectoryName(text);

    /// <summary>Whether a name of the pattern stands for several.</summary>
    public static bool IsWild(string name) => name.AsSpan().ContainsAny('*', '?');

    /// <summary>Whether one name of a path is meant by one of the pattern.</summary>
    public static bool IsMatch(string pattern, ReadOnlySpan<char> name) =>
        !name.IsEmpty && (name[0] != '.' || pattern[0] == '.') && FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);

    /// <summary>Whether a path is meant.</summary>
    public bool IsMatch(string path)
    {
        var rest = path.AsSpan();
        foreach (var pattern in Names)
        {
            rest = rest.TrimStart('/');
            var end = rest.IndexOf('/');
            if (!IsMatch(pattern, end < 0 ? rest : rest[..end]))
                return false;
            rest = end < 0 ? [] : rest[end..];
        }

        return rest.IsEmpty;
    }
}
