using System.Reflection;
using System.Runtime.Loader;

namespace Reactor.Rules.NRules.Code;

/// <summary>
/// Where a plug-in's assemblies are loaded: what Reactor and NRules are to it is what they are here, all else lies beside it. Read from bytes, so that
/// files may be replaced while they are in use; gone with its rules.
/// </summary>
internal sealed class PluginContext(string folder) : AssemblyLoadContext(isCollectible: true)
{
    public Assembly LoadFile(string path) => LoadFromStream(new MemoryStream(File.ReadAllBytes(path)));

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name is not { } name || Default.Assemblies.Any(a => a.GetName().Name == name))
            return null;
        var path = Path.Combine(folder, name + ".dll");
        return File.Exists(path) ? LoadFile(path) : null;
    }
}
