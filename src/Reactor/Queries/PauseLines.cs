using System.Text.Json.Nodes;
using Reactor.Store;

namespace Reactor.Queries;

/// <summary>How a pause of actions reads.</summary>
internal static class PauseLines
{
    /// <summary>What is paused.</summary>
    /// <param name="pause">A row of <see cref="ActionPause"/>.</param>
    public static string Scope(JsonObject pause)
    {
        var scope = pause["scope"]!;
        return new ActionScope { VmId = (string)scope["vm_id"]!, Vm = (string)scope["vm"]!, Rule = (string)scope["rule"]! }.ToString();
    }

    /// <summary>A line for whoever looks at what runs.</summary>
    public static string Of(JsonObject pause) =>
        $"paused: commands and programs of {Scope(pause)}, since {Cells.Time("at")(pause)} by {pause["by"]}: {pause["reason"]} ('reactor actions resume {pause["id"]}' ends it)";
}
