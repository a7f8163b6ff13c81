using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using NRules;
using NRules.Fluent;
using Reactor.Cel;
using Reactor.Qmp;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Model;
using Reactor.Rules.Templates;

namespace Reactor.Rules.NRules.Code;

/// <summary>
/// Makes a rule of the model of a class: its pattern is code, and its actions are those that its <c>Then</c> may hand reactions to, each of which is left
/// out where the reaction is another.
/// </summary>
internal sealed partial class CodeRuleCompiler(RuleVocabulary vocabulary)
{
    // What a reaction holds is known to no catalogue.
    private readonly RuleEnvironment _found = vocabulary.ForEvents([]);

    /// <exception cref="CodeRuleException">Something is wrong with it.</exception>
    public Rule Compile(Type type)
    {
        var (rule, records) = (type.GetCustomAttribute<CodeRuleAttribute>()!, type.GetCustomAttributes<CodeRecordAttribute>().ToArray());
        if (!RuleName().IsMatch(rule.Name))
            throw new CodeRuleException($"`{rule.Name}` is no name of a rule: a-z, 0-9 and - are");
        var sessions = Compile(rule.Name, type);
        return new Rule
        {
            Name = rule.Name,
            Severity = rule.Severity,
            Mode = rule.Mode,
            Scope = RuleScope.Fleet,
            When = new When
            {
                Pattern = new CodePattern(
                    [new Clause { Events = [.. Events(rule)], By = [.. rule.By.Select(by => Key(rule, by))] }],
                    Span(rule.Name, "Within", rule.Within),
                    $"{type.FullName} {type.Module.ModuleVersionId}",
                    () => new CodeSession(sessions)),
            },
            MutedIn = [.. rule.MutedIn],
            Limit = rule.OncePer.Length == 0 ? null : new Limit(1, Span(rule.Name, "OncePer", rule.OncePer)),
            Then = [.. Actions(rule, records)],
        };
    }

    private static ISessionFactory Compile(string name, Type type)
    {
        try
        {
            var code = (global::NRules.Fluent.Dsl.Rule)Activator.CreateInstance(type)!;
            return new RuleCompiler().Compile([new RuleDefinitionFactory().Create(code)]);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Its constructor and its Define are other people's code.
            throw new CodeRuleException($"rule {name}: {(e.InnerException ?? e).Message}", e);
        }
    }

    private static IEnumerable<EventPattern> Events(CodeRuleAttribute rule)
    {
        if (rule.Events.Count == 0)
            throw new CodeRuleException($"rule {rule.Name} names no events");
        return rule.Events.Select(name => EventCatalogue.Default.MatchGlob(name).Any()
            ? new EventPattern(name)
            : throw new CodeRuleException($"rule {rule.Name}: no event is named `{name}`"));
    }

    private KeyPart Key(CodeRuleAttribute rule, string by)
    {
        var events = vocabulary.ForEvents([.. rule.Events.SelectMany(EventCatalogue.Default.MatchGlob)]);
        return KeyPart.Unnamed(Program(rule.Name, events, by, ExpressionPlace.Key));
    }

    private IEnumerable<RuleAction> Actions(CodeRuleAttribute rule, CodeRecordAttribute[] records)
    {
        yield return new AlertAction
        {
            Path = "then.alert",
            Id = rule.Name,
            If = If("has(data.alert)"),
            Summary = Text("{{ data.alert.summary }}"),
            Description = Text("{{ data.alert.description }}"),
            To = [.. rule.AlertsTo],
            Wait = rule.AlertWait.Length == 0 ? null : Span(rule.Name, "AlertWait", rule.AlertWait),
            Expires = Span(rule.Name, "AlertExpires", rule.AlertExpires),
        };
        foreach (var target in rule.SendsTo)
        {
            yield return new SendAction
            {
                Path = $"then[{target}].send",
                If = If($"has(data.send) && {Quoted(target)} in data.send"),
                To = target,
                Body = BodyTemplate.Of(new BodyText(Text($"{{{{ data.send[{Quoted(target)}].text }}}}"))),
            };
        }

        foreach (var record in records)
        {
            yield return new RecordAction
            {
                Path = $"then[{record.Table}].record",
                If = If($"has(data.record) && {Quoted(record.Table)} in data.record"),
                Table = record.Table,
                Key = [.. record.Key],
                Fields = [.. record.Fields.Select(f => new RecordField(f, Found($"data.record[{Quoted(record.Table)}][{Quoted(f)}]", ExpressionPlace.Value)))],
            };
        }
    }

    private CelProgram If(string condition) => Found(condition, ExpressionPlace.ActionCondition);

    private TextTemplate Text(string text) => TextTemplate.Parse(text, _found).Value!;

    private CelProgram Found(string text, ExpressionPlace place) => Program("", _found, text, place);

    private static CelProgram Program(string rule, RuleEnvironment environment, string text, ExpressionPlace place)
    {
        var compilation = environment.Compile(text, place);
        return compilation.Program ?? throw new CodeRuleException($"rule {rule}: `{text}`: {string.Join("; ", compilation.Diagnostics.Select(d => d.Message))}");
    }

    private static TimeSpan Span(string rule, string what, string text) => DurationText.TryParse(text, out var span, out var advice) && span > TimeSpan.Zero
        ? span
        : throw new CodeRuleException($"rule {rule}: {what} is `{text}`: {advice ?? "it must be more than zero"}");

    private static string Quoted(string text) => KeyText().IsMatch(text) ? $"\"{text}\"" : throw new CodeRuleException($"`{text}` is no name of a target, table or field");

    [GeneratedRegex("^[a-z0-9-]{1,100}$", RegexOptions.NonBacktracking)]
    private static partial Regex RuleName();

    [GeneratedRegex("^[A-Za-z0-9_.-]{1,100}$", RegexOptions.NonBacktracking)]
    private static partial Regex KeyText();
}
