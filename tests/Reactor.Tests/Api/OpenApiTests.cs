using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Reactor.Api;
using Reactor.Dashboard;
using Reactor.Http;

namespace Reactor.Tests.Api;

/// <summary>The document, held against the endpoints of the real daemon.</summary>
public sealed class OpenApiTests : IAsyncLifetime
{
    private PlayedDaemon _daemon = null!;
    private JsonObject _document = null!;

    public async Task InitializeAsync()
    {
        _daemon = await PlayedDaemon.StartAsync();
        using var response = await _daemon.SendAsync(HttpMethod.Get, "/v1/openapi.json", token: PlayedDaemon.Reader);
        _document = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
    }

    public async Task DisposeAsync() => await _daemon.DisposeAsync();

    [Fact]
    public void Every_endpoint_that_http_reaches_is_in_it_and_no_other()
    {
        var real = _daemon.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ReachMetadata>()?.Reach != Reach.ControlSocket && endpoint.Metadata.GetMetadata<DashboardFile>() is null)
            .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Where(method => method != "HEAD").Select(method => $"{method} {endpoint.RoutePattern.RawText}"));

        Assert.Equal(real.Order(StringComparer.Ordinal), Operations().Select(o => $"{o.Method} {o.Path}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Parameters_that_it_names_are_taken_and_others_refused()
    {
        foreach (var (method, path, operation) in Operations().Where(o => o.Path.StartsWith("/v1/", StringComparison.Ordinal)))
        {
            var named = (operation["parameters"]?.AsArray() ?? []).Where(p => (string)p!["in"]! == "query").Select(p => (string)p!["name"]!).ToList();
            var detail = await RefusedAsync(new HttpMethod(method), $"{path.Replace("{id}", "x", StringComparison.Ordinal)}?{string.Join('&', named.Append("unheard_of").Select(name => $"{name}=x"))}", null);

            Assert.EndsWith($"takes no 'unheard_of'; it takes {(named.Count == 0 ? "none" : string.Join(", ", named))}", detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Parameters_of_questions_are_read_each()
    {
        foreach (var (_, path, operation) in Operations().Where(o => o.Method == "GET" && o.Operation["parameters"] is not null && !o.Path.Contains('{', StringComparison.Ordinal) && o.Path != "/v1/watch"))
        {
            var named = operation["parameters"]!.AsArray().Select(p => (string)p!["name"]!).ToList();
            // Refused for being too long, so looked at.
            var detail = await RefusedAsync(HttpMethod.Get, $"{path}?{string.Join('&', named.Select(name => $"{name}={new string('x', 513)}"))}", null);

            Assert.Equal(named.Select(name => $"{name}: is longer than 512 characters"), detail.Split("; "));
        }
    }

    [Fact]
    public async Task Members_that_it_names_are_taken_and_others_refused()
    {
        foreach (var (method, path, operation) in Operations().Where(o => o.Operation["requestBody"] is not null))
        {
            var named = Schema(operation)["properties"]!.AsObject().Select(p => p.Key).ToList();
            var unknown = await RefusedAsync(new HttpMethod(method), path, new JsonObject { ["unheard_of"] = "x" });
            Assert.Contains("`unheard_of` is no", unknown, StringComparison.Ordinal);
            Assert.All(named, name => Assert.Contains(name, unknown, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Explain_says_that_it_tells_what_fired() =>
        Assert.Contains("`fired`", (string?)_document["paths"]!["/v1/explain"]!["get"]!["summary"], StringComparison.Ordinal);

    [Fact]
    public async Task Members_that_it_requires_are_asked_for()
    {
        var acts = Operations().Where(o => o.Operation["requestBody"] is not null && o.Path != "/v1/session").ToList();
        var requiring = acts.Where(o => Schema(o.Operation)["required"] is not null).ToList();
        Assert.Equal(7, requiring.Count);
        foreach (var (method, path, operation) in requiring)
        {
            Assert.NotEmpty(await RefusedAsync(new HttpMethod(method), path, []));
            Assert.All(Schema(operation)["required"]!.AsArray(), name => Assert.NotNull(Schema(operation)["properties"]![(string)name!]));
        }
    }

    [Fact]
    public async Task Values_that_it_names_are_taken_and_parameters_that_it_requires_are_asked_for()
    {
        var parameters = Operations().Where(o => o.Method == "GET").SelectMany(o => (o.Operation["parameters"]?.AsArray() ?? []).Select(p => (o.Path, Parameter: p!))).ToList();
        foreach (var (path, parameter) in parameters.Where(p => p.Parameter["schema"]!["enum"] is not null))
        {
            foreach (var value in parameter["schema"]!["enum"]!.AsArray())
            {
                await _daemon.RowsAsync($"{path}?{parameter["name"]}={value}");
            }
            await RefusedAsync(HttpMethod.Get, $"{path}?{parameter["name"]}=x", null);
        }
        foreach (var (path, _) in parameters.Where(p => (string?)p.Parameter["in"] == "query" && (bool)p.Parameter["required"]!))
        {
            await RefusedAsync(HttpMethod.Get, path, null);
        }
        Assert.All(parameters.Where(p => (string?)p.Parameter["name"] == "limit"), p => Assert.Equal("integer", (string?)p.Parameter["schema"]!["type"]));
    }

    [Theory]
    [InlineData("/healthz", "[{},{\"token\":[]}]")]
    [InlineData("/metrics", "[{},{\"token\":[]}]")]
    [InlineData("/v1/session", "[]")]
    public void Doors_are_described_as_they_are(string path, string security) =>
        Assert.Equal(security, Operations().First(o => o.Path == path && o.Operation["security"] is not null).Operation["security"]!.ToJsonString());

    [Fact]
    public void Ids_of_operations_are_unique()
    {
        var ids = Operations().Select(o => (string?)o.Operation["operationId"]).ToList();

        Assert.Equal(ids.Distinct(), ids);
    }

    private static JsonNode Schema(JsonObject operation) => operation["requestBody"]!["content"]!["application/json"]!["schema"]!;

    private IEnumerable<(string Method, string Path, JsonObject Operation)> Operations() =>
        from path in _document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select (operation.Key.ToUpperInvariant(), path.Key, operation.Value!.AsObject());

    private async Task<string> RefusedAsync(HttpMethod method, string path, JsonObject? body)
    {
        using var response = await _daemon.SendAsync(method, path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == 400, $"{method} {path}: {text}");
        return (string)JsonNode.Parse(text)!["detail"]!;
    }
}
