using System.Text.Json;
using Reactor.Reactions.Commits;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>What was taken from budgets: at most so many in any span. Counted and taken in one transaction, so never once too often.</summary>
internal static class Budgets
{
    /// <summary>Takes one; false where the budget is spent, and then nothing is taken.</summary>
    public static bool TryTake(Database database, BudgetTake take, DateTimeOffset at)
    {
        using (var statement = database.Get("SELECT count(*) FROM budget_takes WHERE budget = ? AND key = ? AND at > ?"))
        {
            statement.Add(take.Name).Add(take.Key).Add(at - take.Per).Step();
            if (statement.Long(0) >= take.Max)
                return false;
        }
        using (var statement = database.Get("INSERT INTO budget_takes (budget, key, at, until) VALUES (?, ?, ?, ?)"))
            statement.Add(take.Name).Add(take.Key).Add(at).Add(at + take.Per).Run();
        return true;
    }

    /// <summary>Gives back what was taken then, where it still counts: takings of one budget, key and instant are alike.</summary>
    public static void GiveBack(Database database, BudgetTake take, DateTimeOffset at)
    {
        using var statement = database.Get(
            "DELETE FROM budget_takes WHERE seq = (SELECT max(seq) FROM budget_takes WHERE budget = ? AND key = ? AND at = ?)");
        statement.Add(take.Name).Add(take.Key).Add(at).Run();
    }

    /// <summary>Takings that count no more, a chunk at a time.</summary>
    public static int Before(Database database, DateTimeOffset now, int most)
    {
        using var statement = database.Get("DELETE FROM budget_takes WHERE seq IN (SELECT seq FROM budget_takes WHERE until < ? ORDER BY until LIMIT ?)");
        return statement.Add(now).Add(most).Run();
    }

    public static string? ToJson(BudgetTake? take) => take is null ? null : JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("name", take.Name);
        writer.WriteString("key", take.Key);
        writer.WriteNumber("max", take.Max);
        writer.WriteNumber("per_us", take.Per.Ticks / TimeSpan.TicksPerMicrosecond);
        writer.WriteEndObject();
    });

    public static BudgetTake FromJson(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new BudgetTake(
            root.GetProperty("name").GetString()!,
            root.GetProperty("key").GetString()!,
            root.GetProperty("max").GetInt32(),
            TimeSpan.FromMicroseconds(root.GetProperty("per_us").GetInt64()));
    }
}
