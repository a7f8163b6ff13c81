using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Reactor.Actors.Clocks;
using Reactor.Actors.Secrets;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;

namespace Reactor.Actors.Hosting;

/// <summary>What a start looks at so that no target stays silent unnoticed.</summary>
internal static partial class StartCheck
{
    /// <summary>
    /// Calls targets once more that answered 410 in an earlier run: a start is the operator's word that they should be, and what was kept
    /// back for them goes out. One that is still gone is disabled again by its first answer.
    /// </summary>
    /// <returns>What partitions are to take in of it, once they run.</returns>
    public static async Task<ImmutableArray<InboxRow>> EnableTargetsAsync(RuntimePlan plan, EngineClock clock, ILogger logger)
    {
        var told = ImmutableArray.CreateBuilder<InboxRow>();
        foreach (var target in await plan.Store.DisabledTargetsAsync().ConfigureAwait(false))
        {
            var row = DaemonTrouble.OfTarget(target.Name, isDisabled: false).ToRow(string.Create(CultureInfo.InvariantCulture, $"target/{target.Name}/{plan.Store.Epoch}.0"));
            await plan.Store.SetTargetDisabledAsync(target.Name, null, clock.Now, row).ConfigureAwait(false);
            told.Add(row);
            if (plan.Settings.Targets.ContainsKey(target.Name))
                LogEnabled(logger, target.Name, target.Reason, target.At);
            else
                told.AddRange(await plan.Store.RemoveTargetAsync(target.Name, clock.Now).ConfigureAwait(false));
        }

        return told.ToImmutable();
    }

    /// <summary>Tells of secrets that can't be read now, before an alert needs them. They are read again at each use.</summary>
    public static async Task TrySecretsAsync(RuntimeSettings settings, Func<string, string?> environment, ILogger logger)
    {
        var secrets = new SecretResolver(settings.Secrets, environment);
        foreach (var name in settings.Secrets.Keys)
        {
            try
            {
                _ = await secrets.ResolveAsync(name, CancellationToken.None).ConfigureAwait(false);
            }
            catch (SecretUnavailableException missing)
            {
                LogSecret(logger, missing.Message);
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Target {Target} was disabled at {At:u} ({Reason}); this start calls it again, and what was kept back for it goes out")]
    private static partial void LogEnabled(ILogger logger, string target, string reason, DateTimeOffset at);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nothing that needs it can be sent until this is mended: {Problem}")]
    private static partial void LogSecret(ILogger logger, string problem);
}
