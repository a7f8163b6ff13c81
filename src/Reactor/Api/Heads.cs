using Reactor.Http;

namespace Reactor.Api;

/// <summary>HEAD is answered where GET is (RFC 9110): the server leaves out the body. Not where an answer has no end: its head would have none either.</summary>
internal static class Heads
{
    private static readonly HttpMethodMetadata s_both = new([HttpMethods.Get, HttpMethods.Head]);

    /// <summary>Adds it to the endpoints of a group.</summary>
    public static RouteGroupBuilder WithHeads(this RouteGroupBuilder group)
    {
        ((IEndpointConventionBuilder)group).Finally(endpoint =>
        {
            // The last that an endpoint has counts.
            if (!endpoint.Metadata.Any(EndlessAnswer.IsMark) && endpoint.Metadata.OfType<HttpMethodMetadata>().LastOrDefault()?.HttpMethods is [var only] && HttpMethods.IsGet(only))
            {
                endpoint.Metadata.Add(s_both);
            }
        });
        return group;
    }
}
