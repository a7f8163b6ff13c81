using Reactor.Rules.Configuration;

namespace Reactor.Rules.Model;

/// <summary>What counts as an action's meaning.</summary>
internal static class ActionMeaning
{
    public static void Add(MeaningHash hash, RuleAction action)
    {
        hash.Add(action.Kind);
        hash.Add(action.Path);
        hash.AddOptional(action.Name);
        hash.AddOptional(action.If);
        hash.Add(action.ContinuesOnFailure ? 1 : 0);
        hash.Add(action.OnFailure.Length);
        foreach (var escalation in action.OnFailure)
            Add(hash, escalation);
        if (action is StepAction step)
        {
            hash.AddOptional(step.Budget);
            hash.Add(step.Timeout.Ticks);
        }

        switch (action)
        {
            case AlertAction alert: AddAlert(hash, alert); break;
            case SendAction send: AddSend(hash, send); break;
            case WebhookAction webhook: AddWebhook(hash, webhook); break;
            case RecordAction record: AddRecord(hash, record); break;
            case LogAction log: hash.Add(log.Message.Canonical); break;
            case SetFactAction set:
                hash.Add(set.Fact);
                hash.Add(set.Value.Canonical);
                hash.Add(set.For?.Ticks ?? -1);
                break;
            case ClearFactAction clear: hash.Add(clear.Fact); break;
            case GatherAction gather: AddCommands(hash, gather.Commands); break;
            case QmpAction qmp: AddQmp(hash, qmp); break;
            case ExecAction exec: AddExec(hash, exec); break;
            default: throw new InvalidOperationException($"No meaning is defined for the action {action.GetType().Name}.");
        }
    }

    private static void AddAlert(MeaningHash hash, AlertAction alert)
    {
        hash.Add(alert.Id);
        hash.Add(alert.Summary.Canonical);
        hash.AddOptional(alert.Description?.Canonical);
        hash.AddOptional(alert.Severity?.ToWord());
        hash.Add(alert.Labels.Count);
        foreach (var (name, template) in alert.Labels)
        {
            hash.Add(name);
            hash.Add(template.Canonical);
        }

        hash.AddAll(alert.To);
        hash.Add(alert.Wait?.Ticks ?? -1);
        hash.Add(alert.Expires.Ticks);
        hash.Add(alert.ResolvedBy.Length);
        foreach (var resolver in alert.ResolvedBy)
            AddResolver(hash, resolver);
    }

    private static void AddResolver(MeaningHash hash, Resolver resolver)
    {
        switch (resolver)
        {
            case EventResolver e: RuleMeaning.AddClause(hash, e.Clause); break;
            case StateResolver s:
                hash.Add(s.State.Canonical);
                hash.Add(s.For.Ticks);
                break;
            default: throw new InvalidOperationException($"No meaning is defined for {resolver.GetType().Name}.");
        }
    }

    private static void AddCommands(MeaningHash hash, IReadOnlyCollection<QmpCommand> commands)
    {
        hash.Add(commands.Count);
        foreach (var command in commands)
            AddCommand(hash, command);
    }

    private static void AddCommand(MeaningHash hash, QmpCommand command)
    {
        hash.Add(command.Name);
        hash.AddOptional(command.Arguments?.Canonical);
    }

    private static void AddQmp(MeaningHash hash, QmpAction qmp)
    {
        AddCommands(hash, qmp.Run);
        hash.Add(qmp.OnlyIf is null ? 0 : 1);
        if (qmp.OnlyIf is { } onlyIf)
        {
            AddCommand(hash, onlyIf.Command);
            hash.Add(onlyIf.Check.Canonical);
        }

        hash.Add(qmp.Expect is null ? 0 : 1);
        if (qmp.Expect is { } expect)
        {
            RuleMeaning.AddClause(hash, expect.Clause);
            hash.AddOptional(expect.FailIf);
            hash.Add(expect.Within.Ticks);
        }
    }

    private static void AddExec(MeaningHash hash, ExecAction exec)
    {
        hash.Add(exec.Command.Length);
        foreach (var argument in exec.Command)
            hash.Add(argument.Canonical);
        hash.Add(exec.Environment.Count);
        foreach (var (name, template) in exec.Environment)
        {
            hash.Add(name);
            hash.Add(template.Canonical);
        }

        hash.AddOptional(exec.Stdin);
        AddWhere(hash, "cwd", exec.Directory);
        AddWhere(hash, "user", exec.User);
    }

    // Came later than the others: a rule without it means what it meant before.
    private static void AddWhere(MeaningHash hash, string key, string? value)
    {
        if (value is null)
            return;
        hash.Add(key);
        hash.Add(value);
    }

    private static void AddSend(MeaningHash hash, SendAction send)
    {
        hash.Add(send.To);
        hash.AddOptional(send.Body?.Canonical);
    }

    private static void AddWebhook(MeaningHash hash, WebhookAction webhook)
    {
        hash.Add(webhook.Method);
        hash.Add(webhook.Url.Canonical);
        hash.Add(webhook.Headers.Count);
        foreach (var (name, template) in webhook.Headers)
        {
            hash.Add(name);
            hash.Add(template.Canonical);
        }

        hash.AddOptional(webhook.Body?.Canonical);
        hash.AddOptional(webhook.Secret);
        hash.Add(webhook.Timeout.Ticks);
        AddRetry(hash, webhook.Retry);
    }

    private static void AddRetry(MeaningHash hash, RetryOptions retry)
    {
        hash.Add(retry.Attempts);
        hash.Add(retry.BackoffMin.Ticks);
        hash.Add(retry.BackoffMax.Ticks);
    }

    private static void AddRecord(MeaningHash hash, RecordAction record)
    {
        hash.Add(record.Table);
        hash.AddAll(record.Key);
        hash.Add(record.Fields.Length);
        foreach (var field in record.Fields)
        {
            hash.Add(field.Name);
            hash.Add(field.Program.Canonical);
        }
    }
}
