namespace Reactor.Cel.Functions;

/// <summary>All functions that every environment has.</summary>
internal static class StandardLibrary
{
    private static readonly FunctionTable All = Build();

    public static FunctionTable Create() => All.Copy();

    private static FunctionTable Build()
    {
        var table = new FunctionTable();
        Conversions.AddTo(table);
        TextFunctions.AddTo(table);
        TextExtension.AddTo(table);
        TimeFunctions.AddTo(table);
        return table;
    }
}
