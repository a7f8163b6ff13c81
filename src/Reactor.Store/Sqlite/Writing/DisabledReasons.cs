namespace Reactor.Store.Sqlite.Writing;

/// <summary>Why targets are disabled, as the file says. Asked for each delivery that is written, so it is read once, and again after it was changed.</summary>
internal sealed class DisabledReasons(Database database)
{
    private Dictionary<string, string>? _reasons;

    /// <summary>Null where the target is called.</summary>
    public string? Of(string target) => (_reasons ??= Read()).GetValueOrDefault(target);

    public void Forget() => _reasons = null;

    private Dictionary<string, string> Read()
    {
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal);
        using var statement = database.Get("SELECT name, reason FROM targets WHERE disabled_at IS NOT NULL");
        while (statement.Step())
            reasons.Add(statement.Text(0), statement.Text(1));
        return reasons;
    }
}
