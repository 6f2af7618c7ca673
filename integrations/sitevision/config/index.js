/* The editor's panel needs no data from the server. ES5, like `../index.js`. */
(function () {
  'use strict';

  require('router').get('/', function (_request, response) {
    response.render({});
  });
})();
