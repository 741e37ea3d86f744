import javax.lang.model.SourceVersion

// Without a dialogue Maven does not look at the patterns in archetype-metadata.xml, so they are
// checked here. The folder may have been there before, so it is not taken away.
def check = { key, pattern, allowed ->
  def value = request.properties.getProperty(key)
  if (value.length() > 64 || !(value ==~ pattern)) {
    throw new IllegalArgumentException(
        "${key} is '${value}', but has to be ${allowed}, at most 64 characters: remove the folder"
            + " ${request.artifactId} and say another one with -D${key}=...")
  }
}
check('pluginId', /[a-z][a-z0-9]*(-[a-z0-9]+)*/, "lower-case words joined by '-'")
check('classPrefix', /[A-Z][A-Za-z0-9]*/, 'a capital letter followed by letters and digits')
if (!SourceVersion.isName(request.properties.getProperty('package'))) {
  throw new IllegalArgumentException(
      "package is '${request.properties.getProperty('package')}', which is no name of a Java package:"
          + " remove the folder ${request.artifactId} and say another one with -Dpackage=...")
}
