using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace EndToEnd.Peers;

/// <summary>The real Alertmanager, on a port of its own, with a folder of its own and nobody to tell.</summary>
internal sealed class AlertmanagerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _client = new();

    private AlertmanagerProcess(Process process, string url) => (_process, Url) = (process, url);

    public static string? Program { get; } = Find();

    public string Url { get; }

    public static async Task<AlertmanagerProcess> StartAsync(string folder, CancellationToken ct)
    {
        var port = FreePort();
        var configuration = Path.Combine(folder, "alertmanager.yml");
        await File.WriteAllTextAsync(configuration, "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n", ct);
        var info = new ProcessStartInfo(Program!) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[$"--config.file={configuration}", $"--storage.path={Path.Combine(folder, "alertmanager")}", $"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address="])
            info.ArgumentList.Add(argument);
        var process = Process.Start(info)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var alertmanager = new AlertmanagerProcess(process, $"http://127.0.0.1:{port}");
        await alertmanager.UntilReadyAsync(ct);
        return alertmanager;
    }

    /// <summary>The alerts that it holds for firing.</summary>
    public async Task<IReadOnlyList<JsonElement>> ActiveAsync(CancellationToken ct)
    {
        using var document = JsonDocument.Parse(await _client.GetStringAsync(new Uri($"{Url}/api/v2/alerts?active=true"), ct));
        return [.. document.RootElement.Clone().EnumerateArray()];
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task UntilReadyAsync(CancellationToken ct)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            try
            {
                using var answer = await _client.GetAsync(new Uri($"{Url}/-/ready"), ct);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                // It doesn't listen yet.
            }

            await pause.WaitForNextTickAsync(ct);
        }
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, "prometheus-alertmanager")).FirstOrDefault(File.Exists);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>A test that needs the real Alertmanager; without it, it is skipped and says so.</summary>
internal sealed class AlertmanagerFactAttribute : FactAttribute
{
    public AlertmanagerFactAttribute()
    {
        if (AlertmanagerProcess.Program is null)
            Skip = "prometheus-alertmanager is not installed (test.sh installs it)";
    }
}
