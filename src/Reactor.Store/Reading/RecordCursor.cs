using System.Globalization;
using Reactor.Store.Sqlite;

namespace Reactor.Store.Reading;

/// <summary>
/// Where a row stands among those of its record table. Nothing has to be there: a row that is written anew meanwhile has gone to the front, and those behind its old place are still behind it.
/// </summary>
/// <param name="At">When it was written last.</param>
/// <param name="FiringId">The firing of that. Its rows stand together.</param>
public readonly record struct RecordCursor(DateTimeOffset At, string FiringId)
{
    /// <summary>Where this row stands.</summary>
    public static RecordCursor Of(StoredRecord row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new RecordCursor(row.At, row.FiringId);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <returns>Null for anything else.</returns>
    public static RecordCursor? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var at = text.IndexOf('/', StringComparison.Ordinal);
        return at > 0 && long.TryParse(text.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds <= Times.ToMicroseconds(DateTimeOffset.MaxValue)
            ? new RecordCursor(Times.FromMicroseconds(microseconds), text[(at + 1)..])
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Times.ToMicroseconds(At)}/{FiringId}");
}
