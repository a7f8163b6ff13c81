using Reactor.Http;

namespace Reactor.Dashboard;

/// <summary>Serves the dashboard: the same files for everybody. What they show they ask the API for, which asks who they are.</summary>
internal static class DashboardPages
{
    /// <summary>Maps each file.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var file in DashboardFile.All)
        {
            routes.MapGet(file.Path, () => TypedResults.Bytes(file.Content, file.Type)).WithMetadata(file).Reached(Reach.Everybody);
        }
    }
}
