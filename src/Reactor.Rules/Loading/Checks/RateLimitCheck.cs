using Reactor.Cel;
using Reactor.Qmp;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Loading.Compiling;
using Reactor.Rules.Loading.RuleFiles;
using Reactor.Rules.Model;

namespace Reactor.Rules.Loading.Checks;

/// <summary>Finds counts that QEMU's own rate limit leaves out of reach: of a limited event it sends one a second.</summary>
internal static class RateLimitCheck
{
    public static void Run(CompiledRule rule, LoadContext context)
    {
        if (rule.Syntax.When?.Pattern is not CountSyntax { AtLeast: { } atLeast, Within: { } within } syntax || rule.Rule.When.Pattern is not CountPattern pattern)
            return;
        var all = EventSet.Union(rule.When.Events);
        if (!all.IsKnown || all.Schemas.IsEmpty || all.Schemas.Any(s => s.RateLimit is null))
            return;
        long most = all.Schemas.Sum(s => (long)s.RateLimit!.MostWithin(within));
        if (atLeast <= most)
            return;

        (EventSchema Event, bool? Limited)[] limits = [.. all.Schemas.Select(s => (s, IsLimited(s, rule, pattern, context.Qemu)))];
        if (limits.Any(l => l.Limited == false))
            return;
        string names = string.Join(", ", all.Schemas.Select(s => s.Name));
        string fact = $"of {names} QEMU sends at most one a second, so at most {most} in {DurationText.Format(within)}";
        string advice = Advice(all, atLeast, most);
        if (Adding(rule, pattern) is { } several)
            context.Diagnostics.Warn(syntax.Place, DiagnosticCodes.RateLimit, $"{atLeast} are reached only by {several} together: {fact} of each", advice);
        else if (limits.FirstOrDefault(l => l.Limited is null).Event is { } some)
            context.Diagnostics.Warn(syntax.Place, DiagnosticCodes.RateLimit, $"{atLeast} may be out of reach: {fact} ({Releases(some.RateLimit!)})", advice);
        else
            context.Diagnostics.Error(syntax.Place, DiagnosticCodes.RateLimit, $"{atLeast} can't be reached: {fact}", advice);
    }

    /// <summary>Whether all that the rule counts of an event is limited on every VM, not so on any, or on some (null).</summary>
    private static bool? IsLimited(EventSchema schema, CompiledRule rule, CountPattern pattern, CheckedQemu qemu)
    {
        var limit = schema.RateLimit!;
        bool? limited = qemu.Has(schema, limit);
        if (limited == false || limit.Exempt is not { } exempt)
            return limited;
        bool countsExempt = pattern.Clauses.Where((_, i) => rule.When.Events[i].Schemas.Contains(schema)).Any(c => !Excludes(c.If, exempt));
        if (!countsExempt)
            return limited;
        return qemu.Has(exempt) switch
        {
            true => false,
            false => limited,
            null => null,
        };
    }

    // What is no plain comparison may let them pass.
    private static bool Excludes(CelProgram? condition, EventRateExemption exempt)
    {
        if (condition is null || AndChain.Split(condition.Canonical) is not { } operands)
            return false;
        string read = Access(exempt.Field), value = $"\"{exempt.Value}\"";
        return operands.Any(o => o == $"{read} != {value}" || o == $"{value} != {read}" || (Equality.Parse(o) is { } equality && equality.Path == read && !equality.Values.Contains(value)));
    }

    /// <summary>What a key of the rule holds several of, each with a limit of its own; null where it holds one.</summary>
    private static string? Adding(CompiledRule rule, CountPattern pattern)
    {
        if (rule.Rule.Scope == RuleScope.Fleet && !pattern.Clauses.All(c => c.By.Any(p => p.Program.Canonical is "vm.id" or "vm.name" or "vm.uuid")))
            return "several VMs";
        for (int i = 0; i < pattern.Clauses.Length; i++)
        {
            foreach (var limit in rule.When.Events[i].Schemas.Select(s => s.RateLimit!))
            {
                string[] read = [.. limit.Key.Where(member => pattern.Clauses[i].By.Any(p => Reads(p, member)))];
                if (!limit.Bounds(read))
                    return $"several values of {limit.Key.Except(read).First()}";
            }
        }

        return null;
    }

    // The member itself, with or without a guard: anything else may give one value for several.
    private static bool Reads(KeyPart part, string member)
    {
        string read = Access(member);
        return part.Program.Canonical == read || part.Program.Canonical.StartsWith($"has({read}) ? {read} : ", StringComparison.Ordinal);
    }

    private static string Access(string member) => member.Contains('-', StringComparison.Ordinal) ? $"data.`{member}`" : $"data.{member}";

    private static string Releases(EventRateLimit limit) =>
        $"since {limit.Since}{(limit.Exempt is { } e ? $"; those with {e.Field} \"{e.Value}\" go free from {string.Join(", ", e.Since)} on" : "")}";

    private static string Advice(EventSet events, int atLeast, long most)
    {
        long each = (atLeast + events.Schemas.Length - 1) / events.Schemas.Length;
        var least = TimeSpan.FromTicks(events.Schemas.Max(s => s.RateLimit!.Interval.Ticks) * (each - 1));
        string longer = $"write within: {DurationText.Format(least)} or more";
        return most >= 2 ? $"{longer}, or at_least: {most} or fewer" : longer;
    }
}
