using Reactor.Queries;

namespace Reactor.Api;

/// <summary>What an endpoint is and takes: for its own reading of requests, and for the document that describes them all.</summary>
/// <param name="Summary">A sentence or two.</param>
internal sealed record ApiOperation(string Summary)
{
    /// <summary>What stands in the path and the query.</summary>
    public IReadOnlyList<ApiMember> Parameters { get; init; } = [];

    /// <summary>The members that its JSON body may have; none: it has no body.</summary>
    public IReadOnlyList<ApiMember> Body { get; init; } = [];

    /// <summary>Type of what it answers; null for nothing.</summary>
    public string? Answer { get; init; } = "application/json";

    /// <summary>That of a query.</summary>
    public static ApiOperation Of(Query query) => new(query.Description) { Parameters = Members(query.Parameters) };

    /// <summary>Parameters of queries.</summary>
    public static IReadOnlyList<ApiMember> Members(IEnumerable<QueryParameter> parameters) =>
    [
        .. parameters.Select(parameter => new ApiMember(parameter.Name, parameter.Description, parameter.IsNumber ? ApiType.Number : ApiType.Text)
        {
            Values = parameter.Values, IsRequired = parameter.IsRequired,
        }),
    ];
}

/// <summary>A parameter, or a member of a body.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Type">Its type.</param>
internal sealed record ApiMember(string Name, string Description, ApiType Type = ApiType.Text)
{
    /// <summary>All that it may be; empty where it may be anything of its type.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Whether it must be there.</summary>
    public bool IsRequired { get; init; }
}

/// <summary>Types that requests have.</summary>
internal enum ApiType
{
    Text,
    Texts,
    Flag,
    Number,
    Time,

    /// <summary>A text that is part of the path.</summary>
    InPath,
}

/// <summary>Says what an endpoint is.</summary>
internal static class ApiOperations
{
    /// <summary>Adds it to the endpoint.</summary>
    public static T Is<T>(this T endpoint, ApiOperation operation)
        where T : IEndpointConventionBuilder =>
        endpoint.WithMetadata(operation);

    /// <summary>One that takes nothing but a body.</summary>
    public static T Is<T>(this T endpoint, string summary, params IReadOnlyList<ApiMember> body)
        where T : IEndpointConventionBuilder =>
        endpoint.Is(new ApiOperation(summary) { Body = body });
}
