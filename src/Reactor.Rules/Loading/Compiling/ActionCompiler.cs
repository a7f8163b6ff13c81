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
internal sealed class ActionCompiler(RuleSyntax rule, CompiledWhen when, LoadContext context)
{
    private const int MaxDepth = 3;
    private const string NeverResolves = "this never resolves the alert";

    private readonly StepCompiler _steps = new(rule, context);
    private readonly HashSet<string> _alerts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    private DiagnosticBag Diagnostics => context.Diagnostics;

    public ImmutableArray<RuleAction> Compile()
    {
        var compiled = ImmutableArray.CreateBuilder<RuleAction>();
        var all = Results(rule.Then);
        var before = StepNames.None;
        for (int i = 0; i < rule.Then.Length; i++)
        {
            var syntax = rule.Then[i];
            bool isStep = syntax.Body is StepBody;
            var after = isStep ? Join(before, Results([syntax])) : before;

            // What follows a failure runs last: after all steps where the run went on, else after those up to the failed one.
            var failed = !isStep ? StepNames.None : syntax.Continue is { Value: true } ? all : after;
            if (Compile(syntax, $"then[{i}]", isStep ? when.Firing.ForSteps(before, all) : when.Firing, failed, 1) is { } action)
                compiled.Add(action);
            before = after;
        }

        return compiled.ToImmutable();
    }

    private ImmutableArray<RuleAction> CompileFollowing(ActionSyntax syntax, string path, StepNames before, int depth)
    {
        if (syntax.OnFailure.Length == 0)
            return [];
        if (depth > MaxDepth)
        {
            Diagnostics.Error(syntax.OnFailurePlace!.Value, DiagnosticCodes.Limit, $"`on_failure` nests at most {MaxDepth} deep");
            return [];
        }

        var compiled = ImmutableArray.CreateBuilder<RuleAction>();
        // What follows a delivery that was given up sees no steps of the run, wherever they stand.
        var all = Join(syntax.Body is StepBody ? Results(rule.Then) : before, Results(syntax.OnFailure));
        for (int i = 0; i < syntax.OnFailure.Length; i++)
        {
            var each = syntax.OnFailure[i];
            var after = each.Body is StepBody ? Join(before, Results([each])) : before;
            if (Compile(each, $"{path}.on_failure[{i}]", when.Firing.ForSteps(before, all), after, depth + 1) is { } action)
                compiled.Add(action);
            before = after;
        }

        return compiled.ToImmutable();
    }

    private RuleAction? Compile(ActionSyntax syntax, string path, ExpressionCompiler expressions, StepNames failed, int depth)
    {
        var condition = context.Conditions.Useful(syntax.If, expressions.Compile(syntax.If, expressions.ConditionPlace), "this action never runs");
        if (syntax.Name is { } name && !_names.Add(name.Value))
            Diagnostics.Error(name.Place, DiagnosticCodes.DuplicateName, $"an action of this rule is named {name.Value} already");
        if (syntax.OnFailurePlace is { } place && syntax.Body is (RecordSyntax or LogSyntax or SetFactSyntax or ClearFactSyntax))
            Diagnostics.Warn(place, DiagnosticCodes.NeverRuns, "this never runs: the action is done with the commit and can't fail by itself");
        var following = CompileFollowing(syntax, path, failed, depth);
        if (syntax.Body is not { } body)
            return null;
        var action = Compile(body, path, expressions.Given(condition?.PresentWhenTrue ?? KnownPresent.Nothing));
        return action with
        {
            Name = syntax.Name?.Value,
            If = condition,
            OnFailure = following,
            ContinuesOnFailure = action is StepAction && syntax.Continue is { Value: true },
        };
    }

    private RuleAction Compile(ActionBody body, string path, ExpressionCompiler expressions) => body switch
    {
        AlertSyntax alert => Alert(alert, path, expressions),
        SendSyntax send => Send(send, path, expressions),
        WebhookSyntax webhook => Webhook(webhook, path, expressions),
        RecordSyntax record => Record(record, path, expressions),
        LogSyntax log => new LogAction { Path = $"{path}.log", Message = expressions.Text(log.Message) },
        SetFactSyntax set => SetFact(set, path, expressions),
        ClearFactSyntax clear => ClearFact(clear, path),
        StepBody step => _steps.Compile(step, path, expressions),
        _ => throw new InvalidOperationException($"Unknown action {body.GetType().Name}."),
    };

    private AlertAction Alert(AlertSyntax alert, string path, ExpressionCompiler expressions)
    {
        string id = alert.Id?.Value ?? rule.Name?.Value ?? "";
        if (!_alerts.Add(id))
        {
            Diagnostics.Error(
                alert.Id?.Place ?? alert.Place,
                DiagnosticCodes.DuplicateName,
                $"this rule has an alert with the id {id} already",
                alert.Id is null ? "give one of them an `id`" : null);
        }

        var action = new AlertAction
        {
            Path = $"{path}.alert",
            Id = id,
            Summary = expressions.Text(alert.Summary),
            Description = expressions.Template(alert.Description, TextTemplate.Parse),
            Severity = alert.Severity,
            Labels = alert.Labels.ToSortedDictionary(expressions.Text),
            To = [.. context.Known.Targets(alert.To)],
            Wait = alert.Wait?.Value,
            ResolvedBy = [.. alert.ResolvedBy.Select(Resolver).OfType<Resolver>()],
        };
        return action with { Expires = alert.Expires ?? action.Expires };
    }

    private Resolver? Resolver(ResolverSyntax syntax)
    {
        if (syntax.Clause is { } clause)
        {
            var events = context.Events.Resolve(clause.Events, rule.IsUnchecked);
            var condition = context.For(events, when.First, events).Compile(clause.If, ExpressionPlace.ResolveCondition);
            return new EventResolver(new Clause { Events = events.Patterns, If = context.Conditions.Useful(clause.If, condition, NeverResolves) });
        }

        // Neither are the VMs observed where a fleet rule's alerts are.
        if (rule.Scope == RuleScope.Fleet && syntax.State is { } place)
            Diagnostics.Error(place.Place, DiagnosticCodes.Scope, "`state` is observed of one VM, and an alert of a rule with `scope: fleet` is of many: this would never resolve it", "resolve it by an event, or let it end by `expires`");

        var resolving = context.For(EventSet.Empty).Compile(syntax.State, ExpressionPlace.StateCondition);
        return context.Conditions.Useful(syntax.State, resolving, NeverResolves) is { } state ? new StateResolver(state, syntax.For) : null;
    }

    private SendAction Send(SendSyntax send, string path, ExpressionCompiler expressions)
    {
        if (send.To is { } to)
            context.Known.TargetOfSend(to);
        return new SendAction { Path = $"{path}.send", To = send.To?.Value ?? "", Body = new BodyCompiler(expressions).Compile(send.Body) };
    }

    private WebhookAction Webhook(WebhookSyntax webhook, string path, ExpressionCompiler expressions)
    {
        if (webhook.Secret is { } secret)
            context.Known.Secret(secret);
        HeaderNames.ReportDuplicates(webhook.Headers, Diagnostics);
        foreach (var header in webhook.Headers)
            SecretReferences.Check(header.Value, context.Known, Diagnostics);
        SecretReferences.Refuse(webhook.Url, Diagnostics);
        var action = new WebhookAction
        {
            Path = $"{path}.webhook",
            Url = expressions.Template(webhook.Url, UrlTemplate.Parse)!,
            Method = webhook.Method,
            Headers = webhook.Headers
                .Select(h => KeyValuePair.Create(h.Name, expressions.Template(h.Value, HeaderTemplate.Parse)!))
                .ToImmutableSortedDictionary(StringComparer.Ordinal),
            Body = new BodyCompiler(expressions).Compile(webhook.Body),
            Secret = webhook.Secret?.Value,
        };
        return action with { Timeout = webhook.Timeout ?? action.Timeout, Retry = webhook.Retry ?? action.Retry };
    }

    private RecordAction Record(RecordSyntax record, string path, ExpressionCompiler expressions)
    {
        var fields = record.Fields
            .Select(f => (f.Name, Program: expressions.Compile(f.Value, expressions.ValuePlace)))
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

    private SetFactAction SetFact(SetFactSyntax set, string path, ExpressionCompiler expressions)
    {
        RefuseInFleet(set.Place, "set_fact");
        return new SetFactAction { Path = $"{path}.set_fact", Fact = set.Name ?? "", Value = expressions.Text(set.Value), For = set.For };
    }

    private ClearFactAction ClearFact(ClearFactSyntax clear, string path)
    {
        RefuseInFleet(clear.Place, "clear_fact");
        return new ClearFactAction { Path = $"{path}.clear_fact", Fact = clear.Name ?? "" };
    }

    // A fleet rule's state is not kept where the VM's facts are.
    private void RefuseInFleet(Place place, string kind)
    {
        if (rule.Scope == RuleScope.Fleet)
            Diagnostics.Error(place, DiagnosticCodes.Scope, $"`{kind}` is of one VM, and a match of a rule with `scope: fleet` is of many", "write a second rule without `scope` for it");
    }

    private void CheckKey(RecordSyntax record)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, place) in record.Key)
        {
            if (!seen.Add(name))
                Diagnostics.Error(place, DiagnosticCodes.DuplicateName, $"field {name} stands in the key twice");
            else if (!record.FieldNames.Contains(name))
                Diagnostics.Error(place, DiagnosticCodes.BadValue, $"the key names {name}, and `fields` has no such field", Nearest.Suggest(name, record.FieldNames));
        }
    }

    private static StepNames Results(IEnumerable<ActionSyntax> actions)
    {
        ActionSyntax[] steps = [.. actions.Where(a => a.Body is StepBody)];
        return new(
            [.. steps.Where(s => s.Name is not null).Select(s => s.Name!.Value.Value)],
            [.. steps.Select(s => s.Body).OfType<GatherSyntax>().SelectMany(g => g.Commands).Select(c => c.Name.Value)]);
    }

    private static StepNames Join(StepNames a, StepNames b) => new(a.Steps.AddRange(b.Steps), a.Gathered.AddRange(b.Gathered));
}
