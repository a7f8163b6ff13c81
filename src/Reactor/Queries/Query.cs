using System.Text.Json.Nodes;
using Reactor.Store.Reading;

namespace Reactor.Queries;

/// <summary>
/// Something that can be asked of Reactor: a command of the command line, a path of the API and a table, all from here.
/// </summary>
/// <param name="Name">Command and path: <c>events</c> is <c>reactor events</c> and <c>GET /v1/events</c>.</param>
/// <param name="Description">One sentence for the help.</param>
/// <param name="Example">A command line worth trying.</param>
/// <param name="Parameters">What narrows it.</param>
/// <param name="Columns">How its rows look to a person; none: they follow from the rows.</param>
/// <param name="Run">Answers from the store.</param>
internal sealed record Query(
    string Name,
    string Description,
    string Example,
    IReadOnlyList<QueryParameter> Parameters,
    IReadOnlyList<Column> Columns,
    Func<StoreReader, QueryArguments, IEnumerable<JsonObject>> Run)
{
    /// <summary>
    /// The member of a row that <c>after</c> takes, where the command line gives all rows unless it is told how many: it asks for a page after another. Null
    /// where it gives as many as the API.
    /// </summary>
    public string? PagedBy { get; init; }
}

/// <summary>What narrows a query.</summary>
/// <param name="Name">Option and URL parameter.</param>
/// <param name="Description">For the help.</param>
/// <param name="HelpName">What stands for its value in the help.</param>
/// <param name="Positional">On the command line it is an argument without a name.</param>
/// <param name="Check">What is wrong with a value; null where it is right.</param>
internal sealed record QueryParameter(
    string Name, string Description, string HelpName, bool Positional = false, Func<string, string?>? Check = null)
{
    /// <summary>All that it may be; empty where it may be anything that passes the check.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Whether it is an integer.</summary>
    public bool IsNumber { get; init; }

    /// <summary>The parameter without which it means nothing; null where it stands alone.</summary>
    public string? Beside { get; init; }

    /// <summary>Whether there is no answer without it.</summary>
    public bool IsRequired { get; init; }
}

/// <summary>A column of a table.</summary>
/// <param name="Header">Its head.</param>
/// <param name="Cell">The text of a row's cell; made printable by the table.</param>
internal sealed record Column(string Header, Func<JsonObject, string> Cell)
{
    /// <summary>Whether it is never cut, however narrow the screen: of an id the end tells it from others.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Whether it can be done without where the screen is too narrow for all.</summary>
    public bool IsSpare { get; init; }

    /// <summary>Of ids, which other commands are given.</summary>
    /// <param name="member">Where a row has it.</param>
    public static Column Id(string member = "id") => new("id", Cells.Text(member)) { IsWhole = true };
}
