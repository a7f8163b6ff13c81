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
        switch (action)
        {
            case AlertAction alert: AddAlert(hash, alert); break;
            case SendAction send: AddSend(hash, send); break;
            case WebhookAction webhook: AddWebhook(hash, webhook); break;
            case RecordAction record: AddRecord(hash, record); break;
            case LogAction log: hash.Add(log.Message.Canonical); break;
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
        hash.Add(alert.ResolvedBy.Length);
        foreach (var clause in alert.ResolvedBy)
            RuleMeaning.AddClause(hash, clause);
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
