using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Text;
using Reactor.Rules.Configuration;
using Reactor.Rules.Engine;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Loading.TestFiles;

namespace Reactor.Reactions.Simulation.Testing;

/// <summary>Runs rule tests: each in a simulation of its own, from the start.</summary>
/// <param name="file">The tests.</param>
/// <param name="rules">The rules.</param>
/// <param name="configuration">What they run under.</param>
/// <param name="coverage">Counts what was used; null: nobody asks.</param>
public sealed class RuleTestRunner(RuleTestFile file, RuleSet rules, ReactorConfiguration configuration, RuleCoverage? coverage = null)
{
    /// <summary>Runs one.</summary>
    /// <param name="test">One of the file's.</param>
    public RuleTestOutcome Run(RuleTest test)
    {
        ArgumentNullException.ThrowIfNull(test);
        var simulation = new Simulation(rules, configuration, file.Start, file.Vms.Values);
        if (coverage is not null)
        {
            simulation.Heard = coverage.Hear;
        }

        var failures = ImmutableArray.CreateBuilder<RuleTestFailure>();
        var at = TimeSpan.Zero;
        try
        {
            new One(simulation, file.Start).Run(test, failures, ref at);
        }
        catch (SimulationException e)
        {
            failures.Add(new RuleTestFailure(at, test.Line, [e.Message]));
        }

        coverage?.Take(simulation.Journal, simulation.Alerts);
        return new RuleTestOutcome(test.Name, test.Line, failures.ToImmutable());
    }

    private sealed class One(Simulation simulation, DateTimeOffset start)
    {
        private const int MostRules = 10;

        private int _actions;
        private int _notifications;
        private int _logs;

        public void Run(RuleTest test, ImmutableArray<RuleTestFailure>.Builder failures, ref TimeSpan at)
        {
            var inputs = new Queue<TestInput>(test.Inputs);
            foreach (var expectation in test.Expectations)
            {
                while (inputs.TryPeek(out var input) && input.At <= expectation.At)
                {
                    at = input.At;
                    simulation.RunUntil(at);
                    simulation.Take(inputs.Dequeue());
                    simulation.RunUntil(at);
                }

                at = expectation.At;
                simulation.RunUntil(at);
                ImmutableArray<string> lines = [.. Check(expectation)];
                if (!lines.IsEmpty)
                {
                    failures.Add(new RuleTestFailure(at, expectation.Line, lines));
                }
            }
        }

        private IEnumerable<string> Check(TestExpectation expectation)
        {
            var journal = simulation.Journal;
            var actions = Since(journal.Actions, ref _actions);
            var notifications = Since(journal.Notifications, ref _notifications);
            var logs = Since(journal.Logs, ref _logs);
            List<string> lines =
            [
                .. Comparison.Of("alerts", expectation.Alerts, [.. simulation.Alerts.Select(Alert)]),
                .. Comparison.Of("actions", expectation.Actions, actions),
                .. Comparison.Of("notifications", expectation.Notifications, notifications),
                .. Comparison.Of("records", expectation.Records, [.. simulation.Records.Select(Record)]),
                .. Comparison.Of("facts", expectation.Facts, [.. simulation.Facts.Select(Fact)]),
                .. Comparison.Of("logs", expectation.Logs, logs),
            ];
            return lines.Exists(Comparison.IsMissing) ? lines.Append(Fired()) : lines;
        }

        // Where the expected did not come, another rule may have done it, or this one for another VM.
        private string Fired()
        {
            var rules = simulation.Journal.Firings.GroupBy(fired => fired.Firing.Rule).ToList();
            return rules.Count == 0 ? "no rule has fired so far"
                : $"fired so far: {string.Join(", ", rules.Take(MostRules).Select(rule => Of(rule.Key, [.. rule])))}{(rules.Count > MostRules ? $" and {Text(rules.Count - MostRules)} more rules" : "")}";
        }

        private string Of(string rule, List<(DateTimeOffset At, FiringRow Firing)> fired)
        {
            var (at, last) = fired[^1];
            var when = $"{Text(at - start)}{(last.VmName.Length == 0 ? "" : $" of {last.VmName}")}{(last.Shadow is null ? "" : " in shadow")}";
            return fired.Count == 1 ? $"{rule} (at {when})" : $"{rule} ({Text(fired.Count)} times, last at {when})";
        }

        private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

        private List<Came> Since(List<SimulatedOutcome> all, ref int from)
        {
            var since = all.Skip(from).Select(o => new Came(o.Shown, $"at {Text(o.At - start)}: ")).ToList();
            from = all.Count;
            return since;
        }

        private static Came Alert(AlertRow alert) => new(
            new JsonObject
            {
                ["rule"] = alert.Rule,
                ["id"] = alert.Id,
                ["vm"] = alert.VmId.Length == 0 ? null : alert.VmName,
                ["state"] = !alert.State.IsOpen() ? "resolved" : alert.Held switch { null => alert.State.ToWord(), "wait" => "waiting", var held => held },
                ["severity"] = alert.Severity,
                ["summary"] = alert.Summary,
                ["description"] = alert.Description,
                ["labels"] = new JsonObject(alert.Labels.Select(l => KeyValuePair.Create(l.Key, (JsonNode?)l.Value))),
                ["key"] = JsonNode.Parse(alert.Key),
                ["resolved_by"] = alert.ResolvedBy,
                ["unverified"] = alert.UnverifiedSince is not null,
                ["matches"] = alert.Count,
            },
            "",
            MayBeUnexpected: alert.State == AlertState.Resolved);

        private static Came Record(RecordRow row) => new(new JsonObject { ["table"] = row.Table, ["vm"] = row.VmName, ["fields"] = JsonNode.Parse(row.Fields) }, "");

        private static Came Fact((string Vm, string Name, string Value) fact) =>
            new(new JsonObject { ["vm"] = fact.Vm, ["name"] = fact.Name, ["value"] = fact.Value }, "");

        // Deadlines are met a microsecond after: to people, at their time.
        private static string Text(TimeSpan span) => DurationText.Format(span);
    }
}
