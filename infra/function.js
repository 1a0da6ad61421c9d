// CloudFront Function (runtime cloudfront-js-2.0), runs on every viewer request. Embedded in
// cloudfront.yaml by `apuntes infra`, which also fills in the redirects of data/redirects.yml.
// A path whose last part has a dot is a file and is never touched.
const redirects = {};

function handler(event) {
  const request = event.request;
  // One leading slash: “//host” in a Location header would lead to another host, “/\host” too.
  const uri = request.uri.replace(/^[\/\\]+/, '/');
  const last = uri.slice(uri.lastIndexOf('/') + 1);
  if (last.indexOf('.') !== -1 && last !== 'index.html') {
    return request;
  }
  // /old, /old/ and /old/index.html are one page.
  const folder = (last === 'index.html' ? uri.slice(0, -10) : uri).replace(/\/?$/, '/');
  if (Object.prototype.hasOwnProperty.call(redirects, folder)) {
    return moved(redirects[folder], request);
  }
  if (last === '') {
    request.uri = uri + 'index.html';
    return request;
  }
  return last === 'index.html' ? request : moved(folder, request);
}

function moved(target, request) {
  const query = request.rawQueryString();
  return {
    statusCode: 301,
    statusDescription: 'Moved Permanently',
    headers: {
      'cache-control': { value: 'public, max-age=3600' },
      location: { value: query ? target + '?' + query : target },
    },
  };
}
