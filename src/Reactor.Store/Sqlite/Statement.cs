using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Reactor.Store.Sqlite;

/// <summary>
/// A prepared statement. Values are added in the order of its question marks; disposing makes it ready for its next use.
/// It sits on the native calls because commands of the ADO.NET layer copy every blob and sleep on a busy database.
/// </summary>
internal sealed class Statement : IDisposable
{
    // The pool would keep what a rare large text took, such as the configuration of thousands of VMs.
    private const int LargestPooled = 1024 * 1024;

    private readonly Database _database;
    private readonly sqlite3_stmt _handle;
    private nint _native; // 0 once it is closed: SQLite refuses that, and what was freed it would use.
    private int _bound;

    public Statement(Database database, string sql)
    {
        _database = database;
        Sql = sql;
        database.Check(raw.sqlite3_prepare_v3(database.Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out _handle));
        _native = _handle.DangerousGetHandle();
    }

    public string Sql { get; }

    public Statement Add(long value)
    {
        _database.Check(StatementCalls.BindInt64(_native, ++_bound, value));
        return this;
    }

    public Statement Add(long? value) => value is { } v ? Add(v) : AddNull();

    public Statement Add(DateTimeOffset value) => Add(Times.ToMicroseconds(value));

    public Statement Add(DateTimeOffset? value) => Add(Times.ToMicroseconds(value));

    public Statement Add(string? value)
    {
        if (value is null)
            return AddNull();
        if (value.Length == 0)
        {
            _database.Check(raw.sqlite3_bind_text(_handle, ++_bound, ""));
            return this;
        }
        // By length, not up to the first NUL: such text must not come back shorter than it went in.
        int most = Encoding.UTF8.GetMaxByteCount(value.Length);
        byte[]? rented = most > _database.Scratch.Length && most <= LargestPooled ? ArrayPool<byte>.Shared.Rent(most) : null;
        Span<byte> bytes = most <= _database.Scratch.Length ? _database.Scratch : rented ?? new byte[most];
        int length = Encoding.UTF8.GetBytes(value, bytes);
        int code = StatementCalls.BindText(_native, ++_bound, bytes, length, StatementCalls.Transient);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        _database.Check(code);
        return this;
    }

    public Statement AddText(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
            return Add("");
        _database.Check(StatementCalls.BindText(_native, ++_bound, utf8, utf8.Length, StatementCalls.Transient));
        return this;
    }

    public Statement AddBlob(ReadOnlySpan<byte> value)
    {
        _database.Check(value.IsEmpty
            ? raw.sqlite3_bind_zeroblob(_handle, ++_bound, 0)
            : StatementCalls.BindBlob(_native, ++_bound, value, value.Length, StatementCalls.Transient));
        return this;
    }

    /// <summary>JSON, or none. What is empty is none: <c>x ? null : memory</c> is an empty memory, not null.</summary>
    public Statement AddJson(ReadOnlyMemory<byte>? value) => value is { IsEmpty: false } v ? AddBlob(v.Span) : AddNull();

    private Statement AddNull()
    {
        // It is: the last use left nothing bound.
        _bound++;
        return this;
    }

    /// <summary>Goes to the next row.</summary>
    public bool Step()
    {
        int code = StatementCalls.Step(_native);
        if (code == raw.SQLITE_ROW)
            return true;
        if (code != raw.SQLITE_DONE)
            _database.Check(code);
        return false;
    }

    /// <summary>Runs to the end and returns how many rows it changed.</summary>
    public int Run()
    {
        while (Step())
        {
        }
        return raw.sqlite3_changes(_database.Handle);
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_handle, column) == raw.SQLITE_NULL;

    public long Long(int column) => raw.sqlite3_column_int64(_handle, column);

    public int Int(int column) => checked((int)Long(column));

    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    public DateTimeOffset Time(int column) => Times.FromMicroseconds(Long(column));

    public DateTimeOffset? TimeOrNull(int column) => Times.FromMicroseconds(LongOrNull(column));

    public string Text(int column)
    {
        // The blob accessor gives the text's bytes whole; the text accessor stops at a NUL.
        var bytes = raw.sqlite3_column_blob(_handle, column);
        return bytes.IsEmpty ? "" : Encoding.UTF8.GetString(bytes);
    }

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public byte[] Blob(int column) => raw.sqlite3_column_blob(_handle, column).ToArray();

    // Plain null would take the type of memory, and become an empty one.
    public ReadOnlyMemory<byte>? BlobOrNull(int column) => IsNull(column) ? default(ReadOnlyMemory<byte>?) : Blob(column);

    /// <summary>Makes the statement ready for its next use. Never throws: the step has reported what there was to report.</summary>
    public void Dispose()
    {
        _ = StatementCalls.Reset(_native);
        _ = StatementCalls.ClearBindings(_native);
        _bound = 0;
    }

    public void Close()
    {
        _native = 0;
        _handle.Dispose();
    }
}
