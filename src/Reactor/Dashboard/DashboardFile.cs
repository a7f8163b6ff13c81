namespace Reactor.Dashboard;

/// <summary>A file of the dashboard, which is part of the program. On an endpoint it says that a page is there, and nothing of the API.</summary>
/// <param name="Path">Where a browser asks for it.</param>
/// <param name="Type">Its media type.</param>
/// <param name="Content">What is in it.</param>
internal sealed record DashboardFile(string Path, string Type, ReadOnlyMemory<byte> Content)
{
    private const string Prefix = "dashboard/", Start = "index.html";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<DashboardFile> All { get; } =
        [.. typeof(DashboardFile).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(Read)];

    private static DashboardFile Read(string resource)
    {
        using var stream = typeof(DashboardFile).Assembly.GetManifestResourceStream(resource)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        var name = resource[Prefix.Length..];
        return new DashboardFile(name == Start ? "/" : $"/{name}", TypeOf(name), content);
    }

    private static string TypeOf(string name) => System.IO.Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"{name}: the media type of {other} is not known."),
    };
}
