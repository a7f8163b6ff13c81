using System.Collections.Immutable;
using Reactor.Rules.Configuration;

namespace Reactor.Reloading;

/// <summary>What of a configuration can't be changed while running: it stays as it was at the start.</summary>
internal static class SettingsOfStart
{
    /// <summary>Said where the HTTP door waits for a restart.</summary>
    public const string HttpWaits = "`http`: where it listens, and whether with TLS, stays as it is until Reactor restarts";

    /// <summary>What a changed configuration comes to, and what of it waits for a restart.</summary>
    /// <param name="current">What runs.</param>
    /// <param name="wanted">What the files say.</param>
    public static (ReactorConfiguration Configuration, ImmutableArray<string> NeedsRestart) Keep(ReactorConfiguration current, ReactorConfiguration wanted)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        // How long things are kept is taken up at once.
        var store = current.Store with { Retention = wanted.Store.Retention };
        if (wanted.Store != store)
        {
            notes.Add($"`store`: {current.Store.Path} (synchronous: {current.Store.Synchronous.ToString().ToLowerInvariant()}) stays in use until Reactor restarts");
        }
        if (wanted.Node.Name != current.Node.Name)
        {
            notes.Add($"`node.name`: this node stays {current.Node.Name} until Reactor restarts");
        }
        var http = wanted.Http;
        if (http?.Listen.ToString() != current.Http?.Listen.ToString() || http?.Tls is null != current.Http?.Tls is null)
        {
            notes.Add(HttpWaits);
            // A door that is taken out of the files stays open until then, and nobody has a key.
            http = current.Http is not { } before ? null : (http ?? before with { Tokens = before.Tokens.Clear() }) with { Listen = before.Listen, Tls = before.Tls };
        }
        return (wanted with { Http = http, Store = store, Node = wanted.Node with { Name = current.Node.Name } }, notes.ToImmutable());
    }
}
