using System.Globalization;
using Reactor.Bench.Deliver;
using Reactor.Bench.Scale;
using Reactor.Bench.Sockets;

namespace Reactor.Bench;

/// <summary>What scenarios start of this program as processes of their own.</summary>
internal static class Parts
{
    /// <summary>Plays the part that is asked for; null where none is.</summary>
    public static Task<int>? Play(string[] arguments) => arguments switch
    {
        [BareReader.Verb, var folder, var sockets] => BareReader.RunAsync(folder, Whole(sockets)),
        [InlineReader.Verb, var folder, var sockets, var rules] => InlineReader.RunAsync(folder, Whole(sockets), Whole(rules)),
        [BareClients.Verb, var folder, var count] => BareClients.RunAsync(folder, Whole(count)),
        [Burner.Verb, var percent] => Burner.RunAsync(Number(percent)),
        [Sink.Verb] => Sink.RunAsync(),
        [BarePoster.Verb, var url, var atOnce, var seconds, var bytes] => BarePoster.RunAsync(url, Whole(atOnce), Number(seconds), Whole(bytes)),
        _ => null,
    };

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
