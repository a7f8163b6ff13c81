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
    // Limits of releases before this one are there in any QEMU that is in use.
    private static readonly Version s_oldest = new(4, 0);

    // Its limit came with 9.2, and later releases let those with `action: stop` pass.
    private const string PartlyLimited = "BLOCK_IO_ERROR";

    public static void Run(CompiledRule rule, LoadContext context)
    {
        if (rule.Syntax.When?.Pattern is not CountSyntax { AtLeast: { } atLeast, Within: { } within } syntax || rule.Rule.When.Pattern is not CountPattern pattern)
            return;
        var all = EventSet.Union(rule.When.Events);
        if (!all.IsKnown || all.Schemas.IsEmpty || all.Schemas.Any(s => s.RateLimit is null))
            return;
        long most = all.Schemas.Sum(s => (within.Ticks / s.RateLimit!.Interval.Ticks) + 1);
        if (atLeast <= most)
            return;

        string names = string.Join(", ", all.Schemas.Select(s => s.Name));
        string fact = $"of {names} QEMU sends at most one a second, so at most {most} in {DurationText.Format(within)}";
        string advice = Advice(all, atLeast, most);
        if (Adding(rule, pattern) is { } several)
            context.Diagnostics.Warn(syntax.Place, DiagnosticCodes.RateLimit, $"{atLeast} are reached only by {several} together: {fact} of each", advice);
        else if (all.Schemas.FirstOrDefault(s => !IsCertain(s, context.Vocabulary.QemuMin)) is { } young)
            context.Diagnostics.Warn(syntax.Place, DiagnosticCodes.RateLimit, $"{atLeast} may be out of reach: {fact} (since {young.RateLimit!.Since})", advice);
        else
            context.Diagnostics.Error(syntax.Place, DiagnosticCodes.RateLimit, $"{atLeast} can't be reached: {fact}", advice);
    }

    /// <summary>What a key of the rule holds several of, each with a limit of its own; null where it holds one.</summary>
    private static string? Adding(CompiledRule rule, CountPattern pattern)
    {
        if (rule.Rule.Scope == RuleScope.Fleet && !pattern.Clauses.All(c => c.By.Any(p => p.Program.Canonical is "vm.id" or "vm.name" or "vm.uuid")))
            return "several VMs";
        for (int i = 0; i < pattern.Clauses.Length; i++)
        {
            foreach (var member in rule.When.Events[i].Schemas.SelectMany(s => s.RateLimit!.Key))
            {
                if (!pattern.Clauses[i].By.Any(p => Reads(p, member)))
                    return $"several values of {member}";
            }
        }

        return null;
    }

    // The member itself, with or without a guard: anything else may give one value for several.
    private static bool Reads(KeyPart part, string member)
    {
        string read = member.Contains('-', StringComparison.Ordinal) ? $"data.`{member}`" : $"data.{member}";
        return part.Program.Canonical == read || part.Program.Canonical.StartsWith($"has({read}) ? {read} : ", StringComparison.Ordinal);
    }

    private static bool IsCertain(EventSchema schema, Version? qemuMin) =>
        schema.Name != PartlyLimited
        && (schema.RateLimit!.Since == schema.Since || (Version.TryParse(schema.RateLimit.Since, out var since) && since <= (qemuMin ?? s_oldest)));

    private static string Advice(EventSet events, int atLeast, long most)
    {
        long each = (atLeast + events.Schemas.Length - 1) / events.Schemas.Length;
        var least = TimeSpan.FromTicks(events.Schemas.Max(s => s.RateLimit!.Interval.Ticks) * (each - 1));
        string longer = $"write within: {DurationText.Format(least)} or more";
        return most >= 2 ? $"{longer}, or at_least: {most} or fewer" : longer;
    }
}
