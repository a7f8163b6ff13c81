using System.Text.Json.Nodes;
using Reactor.Actors.Operating;

namespace Reactor.Api;

/// <summary>
/// What was asked for came to nothing. Its row goes along in the problem as <see cref="Member"/>: the command line tells of it as of one that was done.
/// </summary>
internal sealed class ActRefusedException(int status, string title, string message, JsonObject row) : Exception(message)
{
    /// <summary>The problem's member that has the row.</summary>
    public const string Member = "answer";

    /// <summary>One with the status that its reason has.</summary>
    public ActRefusedException(RefusalReason reason, string title, string message, JsonObject row)
        : this(StatusOf(reason), title, message, row)
    {
    }

    public int Status => status;

    public string Title => title;

    public JsonObject Row => row;

    private static int StatusOf(RefusalReason reason) => reason switch
    {
        RefusalReason.Wrong => StatusCodes.Status400BadRequest,
        RefusalReason.NotThere => StatusCodes.Status404NotFound,
        RefusalReason.State => StatusCodes.Status409Conflict,
        RefusalReason.Unwritten => StatusCodes.Status503ServiceUnavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };
}
