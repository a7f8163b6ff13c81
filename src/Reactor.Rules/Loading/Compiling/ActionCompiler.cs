using System.Collections.Immutable;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Expressions;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Loading.RuleFiles;
using Reactor.Rules.Model;
using Reactor.Rules.Templates;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>Makes the actions of one rule.</summary>
internal sealed class ActionCompiler(string rule, ExpressionCompiler expressions, Func<ClauseSyntax, Clause> clause, KnownNames known)
{
    private readonly BodyCompiler _bodies = new(expressions);
    private readonly HashSet<string> _alerts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public ImmutableArray<RuleAction> Compile(ImmutableArray<ActionSyntax> actions)
    {
        var compiled = ImmutableArray.CreateBuilder<RuleAction>();
        for (int i = 0; i < actions.Length; i++)
        {
            var condition = expressions.Compile(actions[i].If, ExpressionPlace.ActionCondition);
            if (actions[i].Name is { } name && !_names.Add(name.Value))
                expressions.Diagnostics.Error(name.Place, DiagnosticCodes.DuplicateName, $"an action of this rule is named {name.Value} already");
            if (actions[i].Body is { } body)
                compiled.Add(Compile(body, $"then[{i}]") with { Name = actions[i].Name?.Value, If = condition });
        }

        return compiled.ToImmutable();
    }

    private RuleAction Compile(ActionBody body, string path) => body switch
    {
        AlertSyntax alert => Alert(alert, path),
        SendSyntax send => Send(send, path),
        WebhookSyntax webhook => Webhook(webhook, path),
        RecordSyntax record => Record(record, path),
        LogSyntax log => new LogAction { Path = $"{path}.log", Message = expressions.Text(log.Message) },
        _ => throw new InvalidOperationException($"Unknown action {body.GetType().Name}."),
    };

    private AlertAction Alert(AlertSyntax alert, string path)
    {
        string id = alert.Id?.Value ?? rule;
        if (!_alerts.Add(id))
        {
            expressions.Diagnostics.Error(
                alert.Id?.Place ?? alert.Place,
                DiagnosticCodes.DuplicateName,
                $"this rule has an alert with the id {id} already",
                alert.Id is null ? "give one of them an `id`" : null);
        }

        return new AlertAction
        {
            Path = $"{path}.alert",
            Id = id,
            Summary = expressions.Text(alert.Summary),
            Description = expressions.Template(alert.Description, TextTemplate.Parse),
            Severity = alert.Severity,
            Labels = alert.Labels.ToSortedDictionary(expressions.Text),
            To = [.. known.Targets(alert.To)],
            ResolvedBy = [.. alert.ResolvedBy.Select(c => new EventResolver(clause(c)))],
        };
    }

    private SendAction Send(SendSyntax send, string path)
    {
        if (send.To is { } to)
            known.Target(to);
        return new SendAction { Path = $"{path}.send", To = send.To?.Value ?? "", Body = _bodies.Compile(send.Body) };
    }

    private WebhookAction Webhook(WebhookSyntax webhook, string path)
    {
        if (webhook.Secret is { } secret)
            known.Secret(secret);
        HeaderNames.ReportDuplicates(webhook.Headers, expressions.Diagnostics);
        foreach (var header in webhook.Headers)
            SecretReferences.Check(header.Value, known, expressions.Diagnostics);
        SecretReferences.Refuse(webhook.Url, expressions.Diagnostics);
        var action = new WebhookAction
        {
            Path = $"{path}.webhook",
            Url = expressions.Template(webhook.Url, UrlTemplate.Parse)!,
            Method = webhook.Method,
            Headers = webhook.Headers
                .Select(h => KeyValuePair.Create(h.Name, expressions.Template(h.Value, HeaderTemplate.Parse)!))
                .ToImmutableSortedDictionary(StringComparer.Ordinal),
            Body = _bodies.Compile(webhook.Body),
            Secret = webhook.Secret?.Value,
        };
        return action with { Timeout = webhook.Timeout ?? action.Timeout, Retry = webhook.Retry ?? action.Retry };
    }

    private RecordAction Record(RecordSyntax record, string path)
    {
        var fields = record.Fields
            .Select(f => (f.Name, Program: expressions.Compile(f.Value, ExpressionPlace.Value)))
            .Where(f => f.Program is not null)
            .Select(f => new RecordField(f.Name, f.Program!));
        CheckKey(record);
        return new RecordAction
        {
            Path = $"{path}.record",
            Table = record.To ?? "",
            Key = [.. record.Key.Select(k => k.Value)],
            Fields = [.. fields],
        };
    }

    private void CheckKey(RecordSyntax record)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, place) in record.Key)
        {
            if (!seen.Add(name))
                expressions.Diagnostics.Error(place, DiagnosticCodes.DuplicateName, $"field {name} stands in the key twice");
            else if (!record.FieldNames.Contains(name))
                expressions.Diagnostics.Error(place, DiagnosticCodes.BadValue, $"the key names {name}, and `fields` has no such field", Nearest.Suggest(name, record.FieldNames));
        }
    }
}
