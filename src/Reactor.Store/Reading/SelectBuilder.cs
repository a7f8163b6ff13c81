using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Reactor.Store.Sqlite;

namespace Reactor.Store.Reading;

/// <summary>Puts a query together from constant pieces. What users give is bound, never part of the text.</summary>
internal sealed class SelectBuilder(string select)
{
    private const int LongestText = 512;

    private readonly StringBuilder _sql = new(select);
    private readonly List<object> _values = [];
    private bool _hasWhere;

    public SelectBuilder Where(string condition, params object[] values)
    {
        _sql.Append(_hasWhere ? " AND (" : " WHERE (").Append(condition).Append(')');
        _hasWhere = true;
        _values.AddRange(values);
        return this;
    }

    public SelectBuilder WhereIs(string column, string? value) => value is null ? this : Where($"{column} = ?", Bounded(value));

    /// <summary>One of the columns is one of the texts.</summary>
    public SelectBuilder WhereOneOf(IReadOnlyCollection<string> columns, ImmutableArray<string> texts) =>
        Where(string.Join(" OR ", columns.Select(column => $"{column} IN (SELECT value FROM json_each(?))")), [.. Enumerable.Repeat(JsonText.Array(texts), columns.Count)]);

    /// <summary>Equal to the text, or matched by it as a glob: names may themselves hold * or [.</summary>
    public SelectBuilder WhereLike(string column, string? pattern) =>
        pattern is null ? this : Where($"{column} = ? OR {column} GLOB ?", Bounded(pattern), pattern);

    /// <summary>Begins with the text: what an index can find.</summary>
    public SelectBuilder WhereBegins(string column, string? prefix) =>
        prefix is null ? this : Where($"{column} >= ? AND {column} < ?", Bounded(prefix), prefix + "\uFFFF");

    /// <summary>For an id that is kept by blocks: any of them.</summary>
    public SelectBuilder WhereBlock(string blocks, string? id) => id is null ? this : Where($"block IN {blocks}");

    public SelectBuilder WhereVm(string? pattern) =>
        pattern is null ? this : Where("vm_id = ? OR vm_name = ? OR vm_name GLOB ?", Bounded(pattern), pattern, pattern);

    public SelectBuilder WhereSince(string column, DateTimeOffset? since) =>
        since is null ? this : Where($"{column} >= ?", Times.ToMicroseconds(since.Value));

    public SelectBuilder WhereUntil(string column, DateTimeOffset? until) =>
        until is null ? this : Where($"{column} <= ?", Times.ToMicroseconds(until.Value));

    public SelectBuilder WhereAfter(string time, string number, EventPosition position) =>
        Where($"({time}, {number}) > (?, ?)", position.At, position.Number);

    public SelectBuilder WhereBefore(string time, string number, EventPosition position) =>
        Where($"({time}, {number}) < (?, ?)", position.At, position.Number);

    public SelectBuilder Order(string order, int limit)
    {
        if (limit is < 1 or > StoreReader.MostRows)
            throw new ArgumentOutOfRangeException(nameof(limit), limit, string.Create(CultureInfo.InvariantCulture, $"1 to {StoreReader.MostRows} rows can be asked for."));
        _sql.Append(" ORDER BY ").Append(order).Append(" LIMIT ?");
        _values.Add((long)limit);
        return this;
    }

    public List<T> Read<T>(Database database, Func<Statement, T> row)
    {
        using var statement = database.Get(_sql.ToString());
        foreach (object value in _values)
            _ = value is long number ? statement.Add(number) : statement.Add((string)value);
        var rows = new List<T>();
        while (statement.Step())
            rows.Add(row(statement));
        return rows;
    }

    private static string Bounded(string text) => text.Length <= LongestText
        ? text
        : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"A filter has at most {LongestText} characters."), nameof(text));
}
