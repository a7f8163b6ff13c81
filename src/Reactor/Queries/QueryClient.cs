using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Reactor.Api;
using Reactor.CommandLine;
using Reactor.Output;
using Reactor.Store;
using Reactor.Store.Reading;

namespace Reactor.Queries;

/// <summary>Answers a query: from the daemon where one runs, else from its store.</summary>
internal static class QueryClient
{
    private const long LongestAnswer = 64 * 1024 * 1024;

    public static async Task<IReadOnlyList<JsonObject>> AskAsync(
        string storePath, Query query, IReadOnlyDictionary<string, string> values, Terminal terminal, CancellationToken cancellation)
    {
        var (arguments, faults) = QueryArguments.Create(query, values, terminal.Time.GetUtcNow());
        if (arguments is null)
        {
            throw new CommandFailedException(string.Join("; ", faults), ExitCode.Usage);
        }
        var socket = ControlSocket.PathFor(storePath);
        if (ControlSocket.IsAnswered(socket))
        {
            return await AskDaemonAsync(socket, query, values, cancellation);
        }
        if (!File.Exists(storePath))
        {
            throw new CommandFailedException(
                $"nothing to ask: no reactor is running (nobody answers on {socket}) and there is no store at {storePath}. Start one with: reactor run");
        }
        if (query.Name == AllQueries.Vms.Name)
        {
            await terminal.Error.WriteLineAsync("reactor is not running: this is what it last knew");
        }
        try
        {
            return [.. query.Run(StoreReader.Open(storePath), arguments)];
        }
        catch (Exception failure) when (failure is StoreUnavailableException or QueryRefusedException)
        {
            throw new CommandFailedException(failure.Message);
        }
    }

    private static async Task<IReadOnlyList<JsonObject>> AskDaemonAsync(
        string socket, Query query, IReadOnlyDictionary<string, string> values, CancellationToken cancellation)
    {
        using var client = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, token) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), token);
                return new NetworkStream(connection, ownsSocket: true);
            },
        })
        {
            BaseAddress = new Uri("http://reactor"),
            Timeout = TimeSpan.FromSeconds(30),
            MaxResponseContentBufferSize = LongestAnswer,
        };
        try
        {
            var path = QueryHelpers.AddQueryString($"/v1/{query.Name}", values.ToDictionary(p => p.Key, p => (string?)p.Value));
            using var response = await client.GetAsync(path, cancellation);
            var text = await response.Content.ReadAsStringAsync(cancellation);
            var body = text.Length > 0 ? JsonNode.Parse(text, documentOptions: JsonLines.Deep) : null;
            if (!response.IsSuccessStatusCode)
            {
                throw new CommandFailedException($"the daemon refused: {body?["detail"] ?? body?["title"] ?? (int)response.StatusCode}");
            }
            return [.. body!.AsArray().Select(row => row!.AsObject())];
        }
        catch (JsonException failure)
        {
            throw new CommandFailedException($"what answers on {socket} is no reactor: {failure.Message}");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CommandFailedException($"the daemon on {socket} has not answered within {client.Timeout.TotalSeconds:0} s");
        }
        catch (HttpRequestException failure)
        {
            throw new CommandFailedException($"asking the daemon on {socket} failed: {failure.Message}");
        }
    }
}
