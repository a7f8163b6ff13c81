using System.Buffers;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>Which names of record tables and fields become names in the database.</summary>
internal static class RecordNames
{
    private const int Longest = 64;

    private static readonly SearchValues<char> TableLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-");
    private static readonly SearchValues<char> ColumnLetters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    public static bool IsTable(string name) =>
        name.Length is > 0 and <= Longest && !name.AsSpan().ContainsAnyExcept(TableLetters);

    public static void CheckTable(string name)
    {
        if (!IsTable(name))
            throw new ArgumentException($"\"{name}\" cannot name a record table: 1 to {Longest} of a-z, 0-9, _ and -.");
    }

    /// <summary>Names that begin with _ are the view's own columns. Others stay readable in the row's JSON.</summary>
    public static bool CanBeColumn(string name) =>
        name.Length is > 0 and <= Longest && name[0] != '_' && !name.AsSpan().ContainsAnyExcept(ColumnLetters);
}
