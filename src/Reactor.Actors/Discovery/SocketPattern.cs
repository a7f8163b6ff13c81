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
        var names = Names;
        return Covers(names, path) == names.Length;
    }

    /// <summary>Whether a folder may lie on the way to what is meant.</summary>
    public bool LeadsThrough(string folder) => Covers(Names, folder) >= 0;

    /// <summary>How many of these names a path has, one for each of its own; -1 where one is not meant.</summary>
    private static int Covers(string[] names, string path)
    {
        var count = 0;
        var rest = path.AsSpan().Trim('/');
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf('/');
            if (count == names.Length || !IsMatch(names[count], end < 0 ? rest : rest[..end]))
                return -1;
            rest = end < 0 ? [] : rest[end..].TrimStart('/');
            count++;
        }

        return count;
    }
}
