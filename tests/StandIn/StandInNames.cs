using System.Globalization;

namespace StandIn;

/// <summary>How the VMs of a stand-in are called: known to who starts it and who watches them.</summary>
internal static class StandInNames
{
    public static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"vm-{number:D5}");

    public static string Socket(string folder, int number) => Path.Combine(folder, Name(number) + ".qmp");

    public static string Uuid(int number) => string.Create(CultureInfo.InvariantCulture, $"5ca1ab1e-0000-4000-8000-{number:x12}");
}
