namespace Reactor.Cel.Functions;

/// <summary>All functions that every environment has.</summary>
internal static class StandardLibrary
{
    public static FunctionTable Create() => new();
}
