using System.Runtime.InteropServices;

namespace Reactor.Store.Sqlite;

/// <summary>
/// SQLite's calls of a prepared statement. A row that is written takes some twenty of them: the library's wrapper counts a reference of the handle up and down
/// with each, which is an eighth of a write. Whoever calls keeps the statement open meanwhile. What neither waits nor takes long does without telling the
/// collector that this thread is away.
/// </summary>
internal static partial class StatementCalls
{
    /// <summary>As a text's or blob's destructor: SQLite copies it before the call ends.</summary>
    public const nint Transient = -1;

    private const string Library = "e_sqlite3";

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "sqlite3_bind_int64")]
    public static partial int BindInt64(nint statement, int index, long value);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_text")]
    public static partial int BindText(nint statement, int index, ReadOnlySpan<byte> utf8, int length, nint destructor);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_blob")]
    public static partial int BindBlob(nint statement, int index, ReadOnlySpan<byte> value, int length, nint destructor);

    [LibraryImport(Library, EntryPoint = "sqlite3_step")]
    public static partial int Step(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_reset")]
    public static partial int Reset(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_clear_bindings")]
    public static partial int ClearBindings(nint statement);
}
