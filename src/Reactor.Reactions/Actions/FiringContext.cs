using System.Collections.Immutable;
using Reactor.Cel;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Identities;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Payloads;
using Reactor.Reactions.Steps;
using Reactor.Reactions.Text;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;
using Reactor.Rules.Templates;

namespace Reactor.Reactions.Actions;

/// <summary>One firing while its actions are carried out: its values, and what several actions need, made once.</summary>
internal sealed class FiringContext(
    Firing firing, RuleVocabulary vocabulary, DateTimeOffset now, CommitBuilder commit, PartitionTally tally, PartitionOptions options, CelActivation? activation = null)
{
    private ImmutableSortedDictionary<string, string>? _labels;
    private string? _summary;

    public Firing Firing => firing;

    public Rule Rule => firing.Rule;

    /// <summary>The VM whose alerts and rows these are: empty for a fleet rule, which is about none in particular.</summary>
    public string VmId => firing.Key.VmId ?? "";

    public DateTimeOffset Now => now;

    public CommitBuilder Commit => commit;

    public string Key => firing.Key.ToJson();

    /// <summary>The values of its expressions; while its steps run, what they gathered and gave too.</summary>
    public CelActivation Activation { get; } = activation ?? new FiringActivation(vocabulary, firing);

    /// <summary>The values that routes see for an alert of it.</summary>
    public CelActivation Routing(string id, string severity, ImmutableSortedDictionary<string, string> labels) => new RouteActivation(vocabulary, Activation, id, severity, labels);

    /// <summary>Labels of the rule, then those of the key.</summary>
    public ImmutableSortedDictionary<string, string> Labels => _labels ??= MakeLabels();

    /// <summary>One line for people: the summary of the rule's first alert, else its description, else its name.</summary>
    public string Summary => _summary ??= MakeSummary();

    /// <summary>The text, cut to a size; what was missing in it is counted.</summary>
    public string Render(TextTemplate template, int maxBytes)
    {
        var text = template.Render(Activation, out var missing);
        CountErrors(missing);
        return BoundedText.Cut(text, maxBytes);
    }

    public void CountErrors(long errors) => tally.CountEvaluationErrors(Rule.Name, errors);

    /// <summary>The standard payload for this firing, or for the alert it opens.</summary>
    public ReadOnlyMemory<byte> StandardPayload(AlertRow? alert = null, int? maxBytes = null) => Payloads.StandardPayload.Write(Content(alert), maxBytes ?? options.MaxBodyBytes);

    /// <summary>What is told of this firing, or of the alert it opens.</summary>
    public PayloadContent Content(AlertRow? alert = null) => new()
    {
        Timestamp = now,
        FiringId = firing.Id,
        Rule = Rule.Name,
        Severity = alert?.Severity ?? Rule.Severity.ToWord(),
        Labels = alert?.Labels ?? Labels,
        Summary = alert?.Summary ?? Summary,
        Vm = firing.Vm,
        Event = firing.Event,
        Match = new PayloadMatch(firing.Match.Count, firing.Match.FirstAt, firing.Match.LastAt, firing.Match.Suppressed, Key),
        Alert = alert is null ? null : new PayloadAlert(alert.Id, false, alert.StartsAt, null, null, alert.Description),
    };

    /// <summary>Adds a one-off delivery.</summary>
    /// <param name="action">Its action.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="body">The body and its MIME type.</param>
    /// <param name="held">What holds it: it is stored, and never sent. Null: nothing.</param>
    /// <param name="inline">For a webhook written in place.</param>
    public void Deliver(RuleAction action, string target, RenderedBody body, Held? held, InlineRequest? inline = null)
    {
        commit.Add(new DeliveryRow
        {
            WebhookId = DeliveryId.Create(firing.Id, action.Path, target, DeliveryKind.Firing),
            FiringId = firing.Id,
            Rule = Rule.Name,
            ActionPath = action.Path,
            Target = target,
            Kind = DeliveryKind.Firing,
            VmName = firing.Vm.Name,
            Labels = Labels,
            VmLabels = firing.Vm.Labels,
            EventName = firing.Event.Name,
            CreatedAt = now,
            ContentType = body.ContentType,
            Body = body.Bytes,
            OnGiveUp = action.OnFailure.IsEmpty ? default(ReadOnlyMemory<byte>?) : FiringJson.Write(firing),
            IsMuted = held is not null,
            MutedBy = held?.By,
            Inline = inline,
        });
        tally.Deliveries++;
        if (held is not null)
        {
            tally.DeliveriesMuted++;
        }
    }

    private ImmutableSortedDictionary<string, string> MakeLabels()
    {
        var labels = Rule.Labels.ToImmutableSortedDictionary(StringComparer.Ordinal);
        foreach (var (name, value) in firing.Key.Labels)
        {
            labels = labels.SetItem(name, BoundedText.Cut(value, options.MaxLabelBytes));
        }

        return labels;
    }

    private string MakeSummary()
    {
        foreach (var action in Rule.Then)
        {
            if (action is AlertAction alert)
            {
                return Render(alert.Summary, options.MaxSummaryBytes);
            }
        }

        return BoundedText.Cut(Rule.Description.Length > 0 ? Rule.Description : Rule.Name, options.MaxSummaryBytes);
    }
}
