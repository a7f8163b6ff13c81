using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

namespace Reactor.Bench.Deliver;

/// <summary>The least that any sender does: posts one body again and again, so many at once. In a process of its own; says its posts a second.</summary>
internal static class BarePoster
{
    public const string Verb = "bare-poster";

    public static async Task<int> RunAsync(string url, int atOnce, double seconds, int bytes)
    {
        using var client = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
        var target = new Uri(url);
        var body = new byte[bytes];
        // Warm before it counts.
        await PostAsync(client, target, body, atOnce, seconds / 2);
        var started = Stopwatch.GetTimestamp();
        var posted = await PostAsync(client, target, body, atOnce, seconds);
        await Console.Out.WriteLineAsync((posted / Stopwatch.GetElapsedTime(started).TotalSeconds).ToString("F0", CultureInfo.InvariantCulture));
        return 0;
    }

    public static async Task<double> MeasureAsync(Uri url, int atOnce, double seconds, int bytes)
    {
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Reactor.Bench.dll"), Verb, url.ToString(), $"{atOnce}", seconds.ToString(CultureInfo.InvariantCulture), $"{bytes}"])
        { RedirectStandardOutput = true })!;
        var rate = double.Parse((await process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        await process.WaitForExitAsync();
        return rate;
    }

    public static async Task PostOnceAsync(HttpMessageInvoker client, Uri url, byte[] body)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await client.SendAsync(message, CancellationToken.None);
    }

    private static async Task<long> PostAsync(HttpMessageInvoker client, Uri url, byte[] body, int atOnce, double seconds)
    {
        var started = Stopwatch.GetTimestamp();
        long posted = 0;
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started).TotalSeconds < seconds)
            {
                await PostOnceAsync(client, url, body);
                Interlocked.Increment(ref posted);
            }
        })));
        return posted;
    }
}
